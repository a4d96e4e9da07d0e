package dev.mooring.cli;

import dev.mooring.mqtt.BrokerUrl;
import dev.mooring.mqtt.ClientId;
import dev.mooring.mqtt.Credentials;
import dev.mooring.mqtt.CredentialsSupplier;
import dev.mooring.mqtt.Limits;
import dev.mooring.mqtt.SessionOptions;
import dev.mooring.mqtt.codec.ProtocolVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which broker, and as whom: the same for all commands. */
final class BrokerOptions {

    private static final String VARIABLE = "MQTT_URL";
    private static final int MOST_PASSWORD = 65_535;

    /** Whatever a broker keeps must be seen, and may be large; so few at a time. */
    private static final Limits LIMITS = new Limits(100, 1_000, 268_435_455);

    @Spec(Spec.Target.MIXEE)
    CommandSpec spec;

    @Nullable
    @Option(
            names = {"-u", "--url"},
            paramLabel = "URL",
            description =
                    "The broker: mqtt://, mqtts://, ws:// or wss://, host and port. Default: --site, else $$MQTT_URL.")
    BrokerUrl url;

    @Nullable
    @Option(
            names = {"-s", "--site"},
            paramLabel = "SITE",
            description = "The broker of a site that is configured here, with its credentials and TLS.")
    String site;

    @Nullable
    @Option(names = "--username", paramLabel = "NAME", description = "User name. Default: $$MQTT_USERNAME.")
    String username;

    @Nullable
    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description =
                    "File with the password. Default: $$MQTT_PASSWORD. There is no option with a password: everybody"
                            + " on the machine could read it.")
    Path passwordFile;

    @Option(
            names = "--password",
            interactive = true,
            arity = "0",
            prompt = "Password: ",
            description = "Ask for the password.")
    char @Nullable [] password;

    @Nullable
    @Option(
            names = "--protocol-version",
            paramLabel = "VERSION",
            description = "5 or 3.1.1. Default: 5, and 3.1.1 where the broker refuses that.")
    ProtocolVersion version;

    @Nullable
    @Option(names = "--ca", paramLabel = "FILE", description = "Certificates to trust (PEM). Default: those of Java.")
    Path ca;

    @Nullable
    @Option(names = "--cert", paramLabel = "FILE", description = "Client certificate (PEM), with --key.")
    Path certificate;

    @Nullable
    @Option(names = "--key", paramLabel = "FILE", description = "Key of the client certificate (PEM).")
    Path key;

    @Option(
            names = "--connect-timeout",
            paramLabel = "TIME",
            defaultValue = "5s",
            description = "How long to wait for the broker. Default: ${DEFAULT-VALUE}.")
    Duration connectTimeout;

    /** What was typed when we asked. */
    @Nullable
    private String typed;

    BrokerOptions() {}

    /**
     * Connects once to see whether that works, and returns the way to further connections.
     *
     * @throws CommandException   with what the broker, or the network, says
     * @throws ParameterException when the options do not say which broker
     */
    OneBroker open() throws CommandException {
        Surroundings surroundings = Mooring.surroundingsOf(spec);
        OneBroker broker = new OneBroker(surroundings, target());
        try {
            broker.reach(connectTimeout);
            return broker;
        } catch (CommandException e) {
            broker.close();
            throw e;
        }
    }

    /** As {@link #open}, without looking whether it answers: whoever comes back again and again need not. */
    OneBroker openUnseen() throws CommandException {
        return new OneBroker(Mooring.surroundingsOf(spec), target());
    }

    /** Whether something says which broker. */
    boolean given() {
        return url != null || site != null;
    }

    /**
     * What a process of our own has to be started with to mean the same broker.
     *
     * @param environment where a password goes, which is no argument
     */
    List<String> arguments(Map<String, String> environment) {
        List<String> arguments = new ArrayList<>();
        add(arguments, "--url", url);
        add(arguments, "--site", site);
        add(arguments, "--username", username);
        add(arguments, "--password-file", passwordFile);
        add(arguments, "--protocol-version", version == null ? null : version.text());
        add(arguments, "--ca", ca);
        add(arguments, "--cert", certificate);
        add(arguments, "--key", key);
        if (typed != null) {
            environment.put("MQTT_PASSWORD", typed);
        }
        return arguments;
    }

    private static void add(List<String> arguments, String option, @Nullable Object value) {
        if (value != null) {
            arguments.add(option);
            arguments.add(value.toString());
        }
    }

    private Target target() throws CommandException {
        if (url != null && site != null) {
            throw wrong("--url and --site exclude each other");
        }
        if (site != null) {
            return ofSite(site);
        }
        return ofUrl(url == null ? urlOfTheEnvironment() : withoutPassword(url));
    }

    private Target ofSite(String name) throws CommandException {
        if (username != null || passwordFile != null || password != null || ca != null || certificate != null) {
            throw wrong("--site brings credentials and certificates of its own");
        }
        SiteConfiguration configuration = SiteConfiguration.read();
        BrokerUrl broker = configuration
                .sites()
                .url(name)
                .orElseThrow(() -> wrong("there is no site '" + name + "'; configured are: "
                        + String.join(", ", configuration.sites().names())));
        Certificates certificates = configuration.certificates(name);
        return new Target(
                "site " + name + " (" + broker + ")",
                clientId -> configuration
                        .sites()
                        .apart(name, clientId, certificates)
                        .map(this::inVersion)
                        .orElseThrow(),
                topic -> configuration.sites().below(name, topic).orElseThrow());
    }

    private BrokerUrl urlOfTheEnvironment() {
        String text = Mooring.surroundingsOf(spec).environment().getOrDefault(VARIABLE, "");
        if (text.isBlank()) {
            throw wrong("which broker? Give --url or --site, or set " + VARIABLE);
        }
        try {
            return BrokerUrl.parse(text);
        } catch (IllegalArgumentException e) {
            throw wrong(VARIABLE + ": " + e.getMessage());
        }
    }

    private BrokerUrl withoutPassword(BrokerUrl given) {
        if (given.credentials() != null && given.credentials().password() != null) {
            throw wrong("no password in --url: everybody on the machine could read it."
                    + " Use --password-file, --password or " + VARIABLE);
        }
        return given;
    }

    private Target ofUrl(BrokerUrl broker) throws CommandException {
        Certificates certificates = Certificates.of(ca, certificate, key);
        Optional<Credentials> credentials = credentials(broker);
        return new Target(
                broker.toString(),
                clientId -> inVersion(SessionOptions.to(broker, clientId)
                        .withCleanSession(true)
                        .withSessionExpiry(Duration.ZERO)
                        .withCredentials(CredentialsSupplier.of(credentials))
                        .withTls(certificates)),
                topic -> topic);
    }

    private SessionOptions inVersion(SessionOptions options) {
        SessionOptions any = options.withLimits(LIMITS);
        return version == null ? any : any.withProtocolVersion(version);
    }

    private Optional<Credentials> credentials(BrokerUrl broker) throws CommandException {
        Credentials inUrl = broker.credentials();
        var environment = Mooring.surroundingsOf(spec).environment();
        String name = username != null
                ? username
                : inUrl != null ? inUrl.username() : environment.getOrDefault("MQTT_USERNAME", "");
        String secret = secret(inUrl, environment.get("MQTT_PASSWORD"));
        if (name.isEmpty() && secret == null) {
            return Optional.empty();
        }
        if (name.isEmpty()) {
            throw wrong("a password without --username");
        }
        return Optional.of(new Credentials(name, secret));
    }

    private @Nullable String secret(@Nullable Credentials inUrl, @Nullable String inEnvironment)
            throws CommandException {
        if (password != null) {
            typed = new String(password);
            Arrays.fill(password, ' ');
            password = null;
        }
        if (typed != null) {
            return typed;
        }
        if (passwordFile != null) {
            return read(passwordFile);
        }
        return inUrl != null && inUrl.password() != null ? inUrl.password() : inEnvironment;
    }

    private static String read(Path file) throws CommandException {
        try {
            if (Files.size(file) > MOST_PASSWORD) {
                throw new CommandException(ExitCode.USAGE, "--password-file: " + file + " is too large for a password");
            }
            return Files.readString(file).stripTrailing();
        } catch (IOException e) {
            throw new CommandException(ExitCode.USAGE, "--password-file: " + file + " cannot be read");
        }
    }

    private ParameterException wrong(String what) {
        return new ParameterException(spec.commandLine(), what);
    }

    /**
     * Where to, and how.
     *
     * @param name  for people; without a password
     * @param below a topic below the prefix of the site; the topic itself where there is none
     */
    record Target(String name, Function<ClientId, SessionOptions> options, UnaryOperator<String> below) {}
}
