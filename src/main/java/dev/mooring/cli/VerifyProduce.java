package dev.mooring.cli;

import dev.mooring.delivery.Producer;
import dev.mooring.mqtt.MqttSession;
import dev.mooring.mqtt.SessionListener;
import dev.mooring.mqtt.TopicName;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Publishes increasing numbers. */
@Command(
        name = "produce",
        description = {
            "Publish increasing numbers: 10 at once, every 100 ms, until Ctrl-C or --count. Goes on where it was, by the state file,"
                    + " which holds the next number.",
            "",
            "Example: mooring verify produce --url mqtt://localhost"
        },
        mixinStandardHelpOptions = true)
final class VerifyProduce implements Callable<Integer> {

    private static final Duration FAREWELL = Duration.ofSeconds(2);
    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final Duration BETWEEN_WORDS = Duration.ofMillis(250);
    private static final int MOST_AT_ONCE = 10_000;

    @Spec
    CommandSpec spec;

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            defaultValue = "test/sequence",
            description = "Default: ${DEFAULT-VALUE}.")
    TopicName topic;

    @Mixin
    QosOption qos;

    @Mixin
    BurstOptions bursts;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "0",
            description = "How many; 0 for no end, the default.")
    long count;

    @Mixin
    StateOptions state = new StateOptions("[Producer]", "producer_test", ".producer_state");

    @Option(names = "--reset", description = "Begin at 0 again.")
    boolean reset;

    @Nullable
    @Option(names = "--start-from", paramLabel = "N", description = "Begin at that number.")
    Long startFrom;

    @Option(names = "--newline", description = "One line with the time for each number, instead of one that changes.")
    boolean newline;

    @Mixin
    BrokerOptions broker;

    VerifyProduce() {}

    @Override
    public Integer call() throws CommandException {
        Surroundings surroundings = Mooring.surroundingsOf(spec);
        Producer.Plan plan = bursts.plan(topic, qos.value, state.first(reset, startFrom), count);
        try (OneBroker open = broker.open()) {
            state.settle(reset, startFrom);
            MqttSession session = open.open(state.clientId, new SessionListener() {});
            session.start();
            Handover<Step> handover = new Handover<>();
            Producer producer = new Producer(session, open.context(), plan, new Words(handover));
            Future<Long> end = producer.run();
            Said said = new Said(surroundings);
            return Ending.around(surroundings, producer::stop, DRAIN, () -> {
                try {
                    long next = handover.takeBatches(end, MOST_AT_ONCE, BETWEEN_WORDS, said::take);
                    said.end(next);
                } finally {
                    Waiting.quietly(session.stop(FAREWELL), FAREWELL);
                }
                return said.refused == 0 ? ExitCode.OK : ExitCode.FAILED;
            });
        }
    }

    /** What happened to a number. */
    private record Step(
            long number, boolean acknowledged, @Nullable String refusal) {}

    /** Carries it to the main thread. */
    private record Words(Handover<Step> handover) implements Producer.Witness {
        @Override
        public void attempted(long number) {}

        @Override
        public void acknowledged(long number) {
            handover.give(new Step(number, true, null), () -> {});
        }

        @Override
        public void refused(long number, Throwable why) {
            handover.give(new Step(number, false, String.valueOf(why.getMessage())), () -> {});
        }
    }

    /** Says it, and remembers how far it has come. */
    private final class Said {
        private final Surroundings surroundings;
        private final Ticker ticker;
        private long acknowledged;
        private long refused;
        private long highest = -1;

        Said(Surroundings surroundings) {
            this.surroundings = surroundings;
            this.ticker = new Ticker(surroundings, newline);
        }

        void take(List<Step> batch) throws CommandException {
            if (batch.isEmpty()) {
                return;
            }
            for (Step step : batch) {
                if (step.acknowledged()) {
                    acknowledged++;
                    highest = Math.max(highest, step.number());
                    ticker.say("[Producer] ✓ Acknowledged: " + step.number());
                } else {
                    refused++;
                    ticker.important("[Producer] ⚠ Not published: " + step.number() + ": " + step.refusal());
                }
            }
            // Behind rather than ahead: a number that comes twice is a duplicate, one that is left out looks like a
            // loss.
            state.remember(highest + 1);
        }

        void end(long next) throws CommandException {
            state.remember(next);
            ticker.end();
            surroundings.out().println("Statistics:");
            surroundings.out().println("  Total messages acknowledged: " + acknowledged);
            surroundings.out().println("  Not published: " + refused);
            surroundings.out().println("  Next sequence: " + next);
        }
    }
}
