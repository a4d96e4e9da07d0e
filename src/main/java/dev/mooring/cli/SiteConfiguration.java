package dev.mooring.cli;

import dev.mooring.site.ConfiguredSites;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.SmallRyeConfig;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The configuration that the service would have if it were started here. */
final class SiteConfiguration {

    private final SmallRyeConfig config;
    private final ConfiguredSites sites;

    private SiteConfiguration(SmallRyeConfig config) {
        this.config = config;
        this.sites = ConfiguredSites.read(config);
    }

    static SiteConfiguration read() throws CommandException {
        try {
            return new SiteConfiguration(ConfigUtils.configBuilder()
                    .forClassLoader(SiteConfiguration.class.getClassLoader())
                    .withProfile("prod")
                    .withMapping(ConfiguredSites.mapping())
                    // Most of what is configured is for others.
                    .withValidateUnknown(false)
                    .build());
        } catch (ConfigValidationException | ConfigurationException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
    }

    ConfiguredSites sites() {
        return sites;
    }

    /** What the site's entry of the TLS registry says, as far as it is PEM files. */
    Certificates certificates(String site) throws CommandException {
        String entry = sites.tlsConfigurationName(site)
                .map(name -> "quarkus.tls." + quoted(name))
                .orElse("quarkus.tls");
        refuseOtherForms(entry);
        List<Path> trusted =
                config.getOptionalValues(entry + ".trust-store.pem.certs", String.class).orElse(List.of()).stream()
                        .map(Path::of)
                        .toList();
        Path certificate = null;
        Path key = null;
        for (String name : config.getPropertyNames()) {
            if (name.startsWith(entry + ".key-store.pem.")) {
                certificate = name.endsWith(".cert") ? path(name) : certificate;
                key = name.endsWith(".key") ? path(name) : key;
            }
        }
        return new Certificates(trusted, certificate, key).checked();
    }

    private void refuseOtherForms(String entry) throws CommandException {
        for (String name : config.getPropertyNames()) {
            if (name.startsWith(entry + ".") && name.matches(".*\\.(trust|key)-store\\.(p12|jks)\\..*")) {
                throw new CommandException(
                        ExitCode.USAGE,
                        name + ": the command line reads PEM files only; use --url with --ca, --cert, --key");
            }
        }
    }

    private @Nullable Path path(String name) {
        return config.getOptionalValue(name, String.class).map(Path::of).orElse(null);
    }

    private static String quoted(String name) {
        return name.indexOf('.') < 0 ? name : '"' + name + '"';
    }
}
