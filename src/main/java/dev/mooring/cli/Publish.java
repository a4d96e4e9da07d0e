package dev.mooring.cli;

import dev.mooring.mqtt.MessageProperties;
import dev.mooring.mqtt.MqttSession;
import dev.mooring.mqtt.OutboundMessage;
import dev.mooring.mqtt.SessionListener;
import dev.mooring.mqtt.TopicName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Publishes a message. */
@Command(
        name = "pub",
        description = {
            "Publish a message; done when the broker has acknowledged it.",
            "",
            "Examples:",
            "  mooring pub test/hello --message hello",
            "  mooring pub test/retained/some-uuid --clear"
        },
        mixinStandardHelpOptions = true)
final class Publish implements Callable<Integer> {

    private static final Duration FAREWELL = Duration.ofSeconds(2);
    /** The largest packet that MQTT has. */
    private static final int MOST_BYTES = 268_435_455;

    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "TOPIC", description = "Topic name, without wildcards.")
    TopicName topic;

    @ArgGroup(multiplicity = "1")
    Payload payload;

    @Mixin
    QosOption qos;

    @Option(
            names = {"-r", "--retain"},
            description = "Let the broker keep it for later subscribers.")
    boolean retain;

    @Nullable
    @Option(names = "--expiry", paramLabel = "TIME", description = "How long it means something (MQTT 5), such as 1h.")
    Duration expiry;

    @Nullable
    @Option(names = "--content-type", paramLabel = "TYPE", description = "What the payload is (MQTT 5).")
    String contentType;

    @Option(
            names = "--user-property",
            paramLabel = "NAME=VALUE",
            description = "A property of your own (MQTT 5); may be given again.")
    Map<String, String> userProperties = Map.of();

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "How long to wait for the acknowledgement. Default: ${DEFAULT-VALUE}.")
    Duration timeout;

    @Mixin
    BrokerOptions broker;

    Publish() {}

    /** What is published: one of these. */
    static final class Payload {
        @Nullable
        @Option(
                names = {"-m", "--message"},
                paramLabel = "TEXT",
                required = true,
                description = "The payload as text.")
        String text;

        @Nullable
        @Option(
                names = {"-f", "--file"},
                paramLabel = "FILE",
                required = true,
                description = "A file with the payload; - for standard input.")
        Path file;

        @Option(
                names = "--clear",
                required = true,
                description = "Nothing, retained: the broker forgets what it retains there.")
        boolean clear;

        Payload() {}
    }

    @Override
    public Integer call() throws CommandException {
        OutboundMessage message = new OutboundMessage(topic, bytes(), qos.value, retain || payload.clear, properties());
        try (OneBroker open = broker.open()) {
            MqttSession session = open.open(open.nextClientId(), new SessionListener() {});
            session.start();
            try {
                Waiting.on(session.publish(message), timeout);
            } finally {
                Waiting.quietly(session.stop(FAREWELL), FAREWELL);
            }
            return ExitCode.OK;
        }
    }

    private byte[] bytes() throws CommandException {
        if (payload.text != null) {
            return payload.text.getBytes(StandardCharsets.UTF_8);
        }
        return payload.file == null ? new byte[0] : read(payload.file);
    }

    private byte[] read(Path file) throws CommandException {
        try {
            if (file.toString().equals("-")) {
                return Mooring.surroundingsOf(spec).in().readNBytes(MOST_BYTES);
            }
            if (Files.size(file) > MOST_BYTES) {
                throw new CommandException(ExitCode.USAGE, file + " is larger than any message may be");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new CommandException(ExitCode.USAGE, file + " cannot be read");
        }
    }

    private MessageProperties properties() throws CommandException {
        try {
            MessageProperties properties = MessageProperties.NONE;
            if (expiry != null) {
                properties = properties.withExpiry(expiry);
            }
            if (contentType != null) {
                properties = properties.withContentType(contentType);
            }
            for (Map.Entry<String, String> each : userProperties.entrySet()) {
                properties = properties.with(each.getKey(), each.getValue());
            }
            return properties;
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
    }
}
