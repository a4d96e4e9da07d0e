package dev.mooring.cli;

import dev.mooring.event.Utf8;
import dev.mooring.mqtt.CloseReason;
import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.MqttSession;
import dev.mooring.mqtt.SessionListener;
import dev.mooring.mqtt.TopicFilter;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what is published. */
@Command(
        name = "sub",
        description = {
            "Show what is published: topic and payload, with a tab between them. Ends with Ctrl-C, --count or --timeout.",
            "",
            "What the broker retains comes first; 'mooring retained list' shows that alone.",
            "",
            "Examples:",
            "  mooring sub 'test/#' 'alarms/+'",
            "  mooring sub 'iotsupport/updates/#' --count 1 --timeout 30s --json"
        },
        mixinStandardHelpOptions = true)
final class Subscribe implements Callable<Integer> {

    private static final Duration FAREWELL = Duration.ofSeconds(2);

    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "FILTER", arity = "1..*", description = "Topic filters, also of shared subscriptions.")
    List<TopicFilter> filters;

    @Mixin
    QosOption qos;

    @Nullable
    @Option(
            names = {"-n", "--count"},
            paramLabel = "N",
            description = "End after so many messages.")
    Long count;

    @Nullable
    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "End after so long; with exit code 1 if --count was not reached.")
    Duration timeout;

    @Option(names = "--no-retained", description = "Without what the broker had retained.")
    boolean noRetained;

    @Option(names = "--json", description = "One JSON object a line, with everything that is known of a message.")
    boolean json;

    @Mixin
    BrokerOptions broker;

    Subscribe() {}

    @Override
    public Integer call() throws CommandException {
        Surroundings surroundings = Mooring.surroundingsOf(spec);
        try (OneBroker open = broker.open()) {
            Handover<InboundMessage> handover = new Handover<>();
            Promise<Boolean> end = Promise.promise();
            MqttSession session = open.open(open.nextClientId(), new Trouble(surroundings, end));
            for (TopicFilter filter : filters) {
                session.subscribe(filter, qos.value, (message, done) -> handover.give(message, done));
            }
            Duration longest = timeout;
            if (longest != null) {
                open.vertx().setTimer(Math.max(1, longest.toMillis()), id -> end.tryComplete(count == null));
            }
            session.start();
            try {
                return handover.takeAll(end.future(), new Shown(surroundings, end)) ? ExitCode.OK : ExitCode.FAILED;
            } finally {
                Waiting.quietly(session.stop(FAREWELL), FAREWELL);
            }
        }
    }

    /** Says what happens to the connection, which comes back by itself. */
    private record Trouble(Surroundings surroundings, Promise<Boolean> end) implements SessionListener {
        @Override
        public void subscriptionRefused(TopicFilter filter) {
            end.tryFail("the broker refused to subscribe " + filter);
        }

        @Override
        public void disconnected(CloseReason reason) {
            if (!end.future().isComplete()) {
                surroundings.err().println("mooring: the connection ended: " + Escaped.text(reason.toString()));
            }
        }
    }

    /** Prints, on the main thread. */
    private final class Shown implements Handover.Taker<InboundMessage> {
        private final Results results;
        private final Promise<Boolean> end;
        private long shown;

        Shown(Surroundings surroundings, Promise<Boolean> end) {
            this.results = new Results(surroundings.out());
            this.end = end;
        }

        @Override
        public void take(InboundMessage message) throws CommandException {
            if ((noRetained && message.retained()) || (count != null && shown >= count)) {
                return;
            }
            results.line(json ? Json.line(ShownMessage.of(message)) : text(message));
            results.look();
            shown++;
            if (count != null && shown >= count) {
                end.tryComplete(true);
            }
        }
    }

    private static String text(InboundMessage message) {
        Optional<String> text = Utf8.text(message.payloadBytes());
        return Escaped.text(message.topic().value())
                + '\t'
                + text.map(Escaped::text)
                        .orElseGet(() -> "base64:" + Base64.getEncoder().encodeToString(message.payloadBytes()));
    }
}
