package dev.mooring.cli;

import dev.mooring.delivery.FaultPlan;
import dev.mooring.delivery.OwnMosquitto;
import dev.mooring.delivery.Producer;
import dev.mooring.delivery.Trial;
import dev.mooring.delivery.TrialPage;
import dev.mooring.delivery.TrialReport;
import dev.mooring.mqtt.BrokerUrl;
import dev.mooring.mqtt.TopicName;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Publishes, consumes, does harm, and judges. */
@Command(
        name = "run",
        description = {
            "Publish numbers, consume them, do harm on the way, wait for the rest, and judge every message: lost is what the broker"
                    + " acknowledged and nobody got. Exit code 1 when a promise was broken.",
            "",
            "Faults: kill-consumer, kill-connection, partition, slow-handler, full-window, takeover; with --mosquitto also"
                    + " freeze-broker and restart-broker. Each may have a count: kill-connection=20.",
            "",
            "Examples:",
            "  mooring verify run --url mqtt://localhost",
            "  mooring verify run --mosquitto --count 100000 --burst 1000 --faults kill-consumer=3,kill-connection=5,takeover",
            "  mooring verify run --site harbor-north --duration 10m --faults partition=3 --html report.html"
        },
        mixinStandardHelpOptions = true)
final class VerifyRun implements Callable<Integer> {

    private static final Duration BETWEEN_WORDS = Duration.ofSeconds(10);
    private static final Duration BESIDE_DRAIN = Duration.ofMinutes(2);

    @Spec
    CommandSpec spec;

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            defaultValue = "test/sequence",
            description = "Of one producer; several publish below it. Default: ${DEFAULT-VALUE}.")
    TopicName topic;

    @Mixin
    QosOption qos;

    @Mixin
    BurstOptions bursts;

    @Option(
            names = {"-n", "--count"},
            paramLabel = "N",
            defaultValue = "0",
            description = "How many of each producer; else --duration.")
    long count;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "How long to publish, without --count. Default: ${DEFAULT-VALUE}.")
    Duration duration;

    @Option(
            names = "--producers",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many, each with a topic of its own. Default: 1.")
    int producers;

    @Option(
            names = "--consumers",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many; several share a subscription. Default: 1.")
    int consumers;

    @Nullable
    @Option(names = "--faults", paramLabel = "FAULT[=N],...", description = "What to do on the way. Default: nothing.")
    String faults;

    @Option(
            names = "--fault-length",
            paramLabel = "TIME",
            defaultValue = "2s",
            description = "How long a fault lasts that lasts. Default: ${DEFAULT-VALUE}.")
    Duration faultLength;

    @Nullable
    @Option(names = "--seed", paramLabel = "N", description = "Makes the same faults at the same points again.")
    Long seed;

    @Option(
            names = "--drain",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "How long to wait for the rest at the end. Default: ${DEFAULT-VALUE}.")
    Duration drain;

    @Nullable
    @Option(names = "--max-delay", paramLabel = "MS", description = "What takes more milliseconds is late.")
    Long maxDelay;

    @Nullable
    @Option(
            names = "--client-id",
            paramLabel = "ID",
            description = "Client ids begin with it. Default: one that nobody else has.")
    String clientId;

    @Nullable
    @Option(
            names = "--mosquitto",
            paramLabel = "PROGRAM",
            arity = "0..1",
            fallbackValue = "mosquitto",
            description = "Start a mosquitto for this run instead of using a broker that is there.")
    String mosquitto;

    @Nullable
    @Option(
            names = "--consumer",
            paramLabel = "COMMAND",
            description =
                    "Examine this program instead of our consumer. It prints every payload that it handled, a line each, and"
                            + " finds $$MQTT_URL, $$MQTT_TOPIC, $$MQTT_QOS and $$MQTT_CLIENT_ID.")
    String consumer;

    @Nullable
    @Option(names = "--report", paramLabel = "FILE", description = "Write all that was found out there, as JSON.")
    Path report;

    @Nullable
    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Write it there as a page with the latencies and a timeline.")
    Path html;

    @Option(names = "--json", description = "Print it as JSON.")
    boolean json;

    @Mixin
    QueueDatabase queueDatabase;

    @Mixin
    BrokerOptions broker;

    VerifyRun() {}

    @Override
    public Integer call() throws CommandException {
        FaultPlan plan = plan();
        check(plan);
        if (mosquitto == null) {
            try (OneBroker open = broker.open()) {
                return run(open, plan, null);
            }
        }
        try (OwnMosquitto own = startMosquitto(mosquitto)) {
            broker.url = BrokerUrl.parse("mqtt://127.0.0.1:" + own.port());
            try (OneBroker open = broker.open()) {
                return run(open, plan, own);
            }
        } catch (IOException e) {
            throw new CommandException(ExitCode.FAILED, String.valueOf(e.getMessage()));
        }
    }

    private static OwnMosquitto startMosquitto(String program) throws CommandException {
        try {
            return OwnMosquitto.start(program);
        } catch (IOException e) {
            throw new CommandException(ExitCode.UNREACHABLE, "--mosquitto: " + e.getMessage());
        }
    }

    private FaultPlan plan() {
        if (seed == null) {
            seed = (long) Mooring.surroundingsOf(spec).random().nextInt(Integer.MAX_VALUE);
        }
        try {
            return faults == null ? FaultPlan.NONE : FaultPlan.parse(faults, seed);
        } catch (IllegalArgumentException e) {
            throw wrong("--faults: " + e.getMessage());
        }
    }

    private void check(FaultPlan plan) {
        Producer.Plan unused = bursts.plan(topic, qos.value, 0, count);
        if (mosquitto != null && broker.given()) {
            throw wrong("--mosquitto brings a broker of its own");
        }
        if (producers < 1 || producers > 1_000 || consumers < 1 || consumers > 100) {
            throw wrong("there can be 1 to 1000 producers and 1 to 100 consumers");
        }
        if (duration.toMillis() < 1) {
            throw wrong("--duration must be at least 1ms");
        }
        if (maxDelay != null && maxDelay < 0) {
            throw wrong("--max-delay must not be negative");
        }
        if (queueDatabase.given() && consumers > 1) {
            throw wrong("--queue-db looks for one client; there are several --consumers");
        }
        for (FaultPlan.Step step : plan.steps()) {
            if (step.fault().needsOwnBroker() && mosquitto == null) {
                throw wrong("--faults: " + step.fault().text() + " needs --mosquitto");
            }
            if (step.fault().needsOwnConsumer() && consumer != null) {
                throw wrong("--faults: " + step.fault().text() + " needs our consumer");
            }
        }
    }

    private int run(OneBroker open, FaultPlan plan, @Nullable OwnMosquitto own) throws CommandException {
        Surroundings surroundings = Mooring.surroundingsOf(spec);
        Proving proving = new Proving(spec, this, open, plan, own);
        try {
            Trial trial = proving.prepare();
            Future<TrialReport> running = trial.run();
            return Ending.around(surroundings, trial::stop, drain.plus(BESIDE_DRAIN), () -> {
                TrialReport found;
                Optional<String> queue;
                try {
                    TrialReport judged = await(running, trial, surroundings);
                    // Before we look back, which takes what is left, and clean up, which deletes it.
                    queue = queueDatabase.look(surroundings, Proving.consumerId(clientIdOf(), 0));
                    found = proving.lookBack(judged);
                } finally {
                    proving.cleanUp();
                    end(own); // Ctrl-C ends the process as soon as this is over
                }
                say(surroundings, found, open.name());
                queue.ifPresent(words -> (json ? surroundings.err() : surroundings.out()).println("  " + words));
                return found.kept() ? ExitCode.OK : ExitCode.FAILED;
            });
        } finally {
            proving.close();
        }
    }

    private static void end(@Nullable OwnMosquitto own) throws CommandException {
        try {
            if (own != null) {
                own.close();
            }
        } catch (IOException e) {
            throw new CommandException(ExitCode.FAILED, "--mosquitto: " + e.getMessage());
        }
    }

    private static TrialReport await(Future<TrialReport> running, Trial trial, Surroundings surroundings)
            throws CommandException {
        while (true) {
            try {
                return Waiting.on(running, BETWEEN_WORDS);
            } catch (Waiting.TooLongException e) {
                surroundings.err().println("[Verify] " + trial.standing());
            }
        }
    }

    private void say(Surroundings surroundings, TrialReport found, String name) throws CommandException {
        if (report != null) {
            Written.to(report, Json.line(found) + "\n");
        }
        if (html != null) {
            Written.to(html, TrialPage.of(found, name));
        }
        if (json) {
            surroundings.out().println(Json.line(found));
        } else {
            TrialText.lines(found).forEach(surroundings.out()::println);
        }
    }

    /** What the client ids of this run begin with. */
    String clientIdOf() {
        if (clientId == null) {
            clientId = "verify"
                    + Integer.toHexString(Mooring.surroundingsOf(spec).random().nextInt());
        }
        return clientId;
    }

    private ParameterException wrong(String what) {
        return new ParameterException(spec.commandLine(), what);
    }

    /** The load as it was asked for. */
    Trial.Load load() {
        return new Trial.Load(topic.value(), qos.value, producers, bursts.burst, bursts.interval, count, duration);
    }

    Trial.Terms terms() {
        return new Trial.Terms(maxDelay == null ? Duration.ZERO : Duration.ofMillis(maxDelay), drain);
    }

    /** What to start as a consumer; null for ours. */
    @Nullable
    List<String> foreignConsumer() {
        return consumer == null ? null : List.of("sh", "-c", "exec " + consumer);
    }
}
