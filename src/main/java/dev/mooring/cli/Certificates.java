package dev.mooring.cli;

import dev.mooring.mqtt.TlsSetup;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to trust and what to show, as PEM files. Host names are verified.
 *
 * @param trusted certificates; none for those of Java
 * @param shown   the client certificate, or null for none
 * @param key     its key, or null
 */
record Certificates(
        List<Path> trusted, @Nullable Path shown, @Nullable Path key) implements TlsSetup {

    static Certificates of(@Nullable Path ca, @Nullable Path certificate, @Nullable Path key) throws CommandException {
        if ((certificate == null) != (key == null)) {
            throw new CommandException(ExitCode.USAGE, "--cert and --key go together");
        }
        return new Certificates(ca == null ? List.of() : List.of(ca), certificate, key).checked();
    }

    /** What cannot be loaded would fail later, and say less. */
    Certificates checked() throws CommandException {
        for (Path each : trusted) {
            readable(each);
        }
        if (shown != null) {
            readable(shown);
        }
        if (key != null) {
            readable(key);
        }
        return this;
    }

    private static void readable(Path file) throws CommandException {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new CommandException(ExitCode.USAGE, "certificate file cannot be read: " + file);
        }
    }

    @Override
    public void applyTo(NetClientOptions options) {
        options.setHostnameVerificationAlgorithm("HTTPS");
        if (!trusted.isEmpty()) {
            PemTrustOptions trust = new PemTrustOptions();
            trusted.forEach(each -> trust.addCertPath(each.toString()));
            options.setTrustOptions(trust);
        }
        if (shown != null && key != null) {
            options.setKeyCertOptions(
                    new PemKeyCertOptions().setCertPath(shown.toString()).setKeyPath(key.toString()));
        }
    }
}
