package dev.mooring.cli;

import dev.mooring.delivery.GapWatch;
import dev.mooring.delivery.WireFormat;
import dev.mooring.mqtt.CloseReason;
import dev.mooring.mqtt.ConnectionState;
import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.MqttSession;
import dev.mooring.mqtt.SessionListener;
import dev.mooring.mqtt.TopicFilter;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Looks for gaps in a sequence. */
@Command(
        name = "consume",
        description = {
            "Look for gaps in what 'produce' publishes, with a persistent session, until Ctrl-C, --count or --timeout. Goes on where it"
                    + " was, by the state file: a message is acknowledged when the file on the disk says that it was seen.",
            "",
            "Statistics every 10 s and at the end; exit code 1 when anything is missing.",
            "",
            "Example: mooring verify consume --url mqtt://localhost --reset"
        },
        mixinStandardHelpOptions = true)
final class VerifyConsume implements Callable<Integer> {

    private static final Duration FAREWELL = Duration.ofSeconds(2);
    private static final Duration BETWEEN_STATISTICS = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final int MOST_AT_ONCE = 10_000;

    @Spec
    CommandSpec spec;

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            defaultValue = "test/sequence",
            description = "Default: ${DEFAULT-VALUE}.")
    TopicFilter topic;

    @Mixin
    QosOption qos;

    @Mixin
    StateOptions state = new StateOptions("[Consumer]", "consumer_test_persistent", ".consumer_state");

    @Option(names = "--reset", description = "Forget the state file and the session at the broker, and expect 0.")
    boolean reset;

    @Nullable
    @Option(names = "--start-from", paramLabel = "N", description = "Expect that number first.")
    Long startFrom;

    @Option(names = "--newline", description = "One line with the time for each number, instead of one that changes.")
    boolean newline;

    @Nullable
    @Option(
            names = "--max-delay",
            paramLabel = "MS",
            description = "Say when more milliseconds pass between two messages.")
    Long maxDelay;

    @Nullable
    @Option(
            names = {"-n", "--count"},
            paramLabel = "N",
            description = "End after so many messages.")
    Long count;

    @Nullable
    @Option(names = "--timeout", paramLabel = "TIME", description = "End after so long.")
    Duration timeout;

    @Mixin
    BrokerOptions broker;

    VerifyConsume() {}

    @Override
    public Integer call() throws CommandException {
        check();
        Surroundings surroundings = Mooring.surroundingsOf(spec);
        long first = state.first(reset, startFrom);
        try (OneBroker open = broker.open()) {
            if (reset) {
                open.forgetSession(state.clientId, broker.connectTimeout);
            }
            state.settle(reset, startFrom);
            Promise<Void> end = Promise.promise();
            Handover<Arrived> handover = new Handover<>();
            boolean goesOn = !reset && startFrom == null && first > 0;
            Trouble trouble = new Trouble(surroundings, end, goesOn);
            MqttSession session = open.openPersistent(state.clientId, trouble);
            session.subscribe(topic, qos.value, (message, done) -> {
                trouble.arrived(message);
                handover.give(new Arrived(message, done), () -> {});
            });
            Duration longest = timeout;
            if (longest != null) {
                open.vertx().setTimer(Math.max(1, longest.toMillis()), id -> end.tryComplete());
            }
            session.start();
            Seen seen = new Seen(surroundings, new GapWatch(first), end);
            return Ending.around(surroundings, end::tryComplete, FAREWELL.multipliedBy(2), () -> {
                try {
                    handover.takeBatches(end.future(), MOST_AT_ONCE, PAUSE, seen::take);
                } finally {
                    Waiting.quietly(session.stop(FAREWELL), FAREWELL);
                    seen.statistics();
                    trouble.sayWhatNobodyKnows();
                }
                return seen.watch.isWhole() && !trouble.unsure ? ExitCode.OK : ExitCode.FAILED;
            });
        }
    }

    private void check() {
        if (count != null && count < 1) {
            throw new ParameterException(spec.commandLine(), "--count must be at least 1");
        }
        if (maxDelay != null && maxDelay < 0) {
            throw new ParameterException(spec.commandLine(), "--max-delay must not be negative");
        }
    }

    /** A message, and how to acknowledge it. */
    private record Arrived(InboundMessage message, Runnable done) {}

    /** Says what happens to the connection, which comes back by itself, and to the session. On the event loop. */
    private static final class Trouble implements SessionListener {
        private final Surroundings surroundings;
        private final Promise<Void> end;
        private boolean hadSession;
        /** The broker forgot the session, and no number has shown since whether any went with it. For any thread. */
        private volatile boolean unsure;

        /** @param hadSession whether there was one before this process */
        Trouble(Surroundings surroundings, Promise<Void> end, boolean hadSession) {
            this.surroundings = surroundings;
            this.end = end;
            this.hadSession = hadSession;
        }

        @Override
        public void stateChanged(ConnectionState from, ConnectionState to) {
            if (to instanceof ConnectionState.Connected connected) {
                say("Connected, session present: " + connected.sessionPresent());
                if (hadSession && !connected.sessionPresent()) {
                    unsure = true;
                    say("⚠ WARNING: The broker kept no session: whatever came in between is lost");
                }
                hadSession = true;
            }
        }

        void arrived(InboundMessage message) {
            if (unsure && WireFormat.read(message.payloadBytes()).isPresent()) {
                unsure = false;
            }
        }

        /** On the main thread, at the end. */
        void sayWhatNobodyKnows() {
            if (unsure) {
                surroundings
                        .out()
                        .println(
                                "  ⚠ WARNING: The broker kept no session, and no number came since: what is missing is not known");
            }
        }

        @Override
        public void disconnected(CloseReason reason) {
            if (!end.future().isComplete()) {
                say("Disconnected: " + reason);
            }
        }

        @Override
        public void takenOver() {
            end.tryFail("another client has the client id");
        }

        @Override
        public void subscriptionRefused(TopicFilter filter) {
            end.tryFail("the broker refused to subscribe " + filter);
        }

        private void say(String what) {
            surroundings.err().println("[Consumer] " + Escaped.text(what));
        }
    }

    /** What was seen so far; on the main thread. */
    private final class Seen {
        private final Surroundings surroundings;
        private final GapWatch watch;
        private final Promise<Void> end;
        private final Ticker ticker;
        private long messages;
        private long lastMessage;
        private long lastStatistics = System.nanoTime();

        Seen(Surroundings surroundings, GapWatch watch, Promise<Void> end) {
            this.surroundings = surroundings;
            this.watch = watch;
            this.end = end;
            this.ticker = new Ticker(surroundings, newline);
        }

        /** What comes after the last that was asked for is not acknowledged: it is for the next consumer. */
        void take(List<Arrived> batch) throws CommandException {
            List<Arrived> wanted = batch.stream().limit(left()).toList();
            for (Arrived each : wanted) {
                see(each.message());
            }
            if (!wanted.isEmpty()) {
                state.remember(watch.expected());
                wanted.forEach(each -> each.done().run());
            }
            if (System.nanoTime() - lastStatistics >= BETWEEN_STATISTICS.toNanos()) {
                statistics();
            }
            if (left() == 0) {
                end.tryComplete();
            }
        }

        private long left() {
            return count == null ? Long.MAX_VALUE : Math.max(0, count - messages);
        }

        private void see(InboundMessage message) {
            messages++;
            sayPause();
            OptionalLong number = WireFormat.read(message.payloadBytes());
            if (number.isEmpty()) {
                ticker.important("[Consumer] ⚠ Not a number: " + message.payloadLength() + " bytes");
                return;
            }
            List<String> lines = watch.saw(number.getAsLong(), message.duplicate());
            if (lines.size() == 1) {
                ticker.say(lines.get(0));
            } else {
                lines.forEach(ticker::important);
            }
        }

        private void sayPause() {
            long now = System.nanoTime();
            if (maxDelay != null && messages > 1 && (now - lastMessage) / 1_000_000 > maxDelay) {
                ticker.important("[Consumer] ⚠ " + (now - lastMessage) / 1_000_000 + " ms without a message");
            }
            lastMessage = now;
        }

        void statistics() {
            lastStatistics = System.nanoTime();
            ticker.end();
            watch.statistics().forEach(surroundings.out()::println);
            surroundings.out().flush();
        }
    }
}
