package dev.mooring.cli;

import dev.mooring.delivery.ConsumerProcess;
import dev.mooring.delivery.Examined;
import dev.mooring.delivery.Fault;
import dev.mooring.delivery.FaultPlan;
import dev.mooring.delivery.Faults;
import dev.mooring.delivery.InProcess;
import dev.mooring.delivery.Intruder;
import dev.mooring.delivery.Leftovers;
import dev.mooring.delivery.OwnMosquitto;
import dev.mooring.delivery.Relay;
import dev.mooring.delivery.Trial;
import dev.mooring.delivery.TrialReport;
import dev.mooring.mqtt.BrokerAddress;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.mqtt.TopicName;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** Builds up what 'verify run' needs, looks back afterwards, and takes it down again. On the main thread. */
final class Proving implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final CommandSpec spec;
    private final VerifyRun run;
    private final OneBroker broker;
    private final FaultPlan plan;
    private final @Nullable OwnMosquitto own;
    private final Relay relay;
    private final TopicFilter filter;
    private final List<String> consumerIds = new ArrayList<>();

    Proving(CommandSpec spec, VerifyRun run, OneBroker broker, FaultPlan plan, @Nullable OwnMosquitto own) {
        this.spec = spec;
        this.run = run;
        this.broker = broker;
        this.plan = plan;
        this.own = own;
        this.relay = new Relay(broker.vertx(), broker.address());
        this.filter = run.load().filter(run.consumers == 1 ? "" : run.clientIdOf());
        for (int i = 0; i < run.consumers; i++) {
            consumerIds.add(consumerId(run.clientIdOf(), i));
        }
    }

    static String consumerId(String prefix, int index) {
        return prefix + "-c" + (index + 1);
    }

    Trial prepare() throws CommandException {
        for (String id : consumerIds) {
            broker.forgetSession(id, LONGEST);
        }
        Waiting.on(onLoop(relay::listen), LONGEST);
        Trial.Sessions sessions = broker.through(relay.port());
        List<Examined> consumers = new ArrayList<>();
        for (String id : consumerIds) {
            consumers.add(consumer(id, sessions));
        }
        Faults faults = new Faults(
                broker.context(),
                plan,
                run.seed == null ? 0 : run.seed,
                run.faultLength,
                new Faults.Targets(relay, own, consumers, this::intruder));
        return new Trial(broker.context(), sessions, producerId(), consumers, run.load(), run.terms(), faults);
    }

    private String producerId() {
        return run.clientIdOf() + "-p";
    }

    private Intruder intruder(int victim) {
        return new Intruder(broker.context(), broker::openTried, consumerIds.get(victim), filter, run.qos.value);
    }

    private Examined consumer(String id, Trial.Sessions sessions) throws CommandException {
        List<String> foreign = run.foreignConsumer();
        if (foreign != null) {
            return new ConsumerProcess(foreign(foreign, id), broker.context());
        }
        return plan.has(Fault.KILL_CONSUMER)
                ? new ConsumerProcess(ours(id), broker.context())
                : new InProcess(sessions, id, broker.context(), filter, run.qos.value);
    }

    private ProcessBuilder foreign(List<String> command, String id) {
        BrokerAddress address = broker.address();
        ProcessBuilder builder = quiet(command);
        Map<String, String> environment = builder.environment();
        environment.put(
                "MQTT_URL",
                new BrokerAddress("127.0.0.1", relay.port(), address.transport(), address.path()).toString());
        environment.put("MQTT_TOPIC", filter.value());
        environment.put("MQTT_QOS", Integer.toString(run.qos.value.level()));
        environment.put("MQTT_CLIENT_ID", id);
        return builder;
    }

    private ProcessBuilder ours(String id) throws CommandException {
        Map<String, String> variables = new HashMap<>();
        List<String> command = new ArrayList<>(ThisProgram.command());
        command.addAll(List.of("verify", "consumer", "--via", Integer.toString(relay.port())));
        command.addAll(List.of("--topic", filter.value(), "--qos", Integer.toString(run.qos.value.level())));
        command.addAll(List.of("--client-id", id));
        command.addAll(run.broker.arguments(variables));
        ProcessBuilder builder = quiet(command);
        builder.environment().putAll(variables);
        return builder;
    }

    private ProcessBuilder quiet(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        Mooring.surroundingsOf(spec).environment().forEach((name, value) -> {
            if (name.startsWith("MQTT_")) {
                builder.environment().put(name, value);
            }
        });
        return builder;
    }

    /** What the broker still has for the consumers. */
    TrialReport lookBack(TrialReport found) throws CommandException {
        Leftovers leftovers = new Leftovers(broker.context(), broker::openTried);
        long count = 0;
        for (String id : consumerIds) {
            Optional<Long> left =
                    Waiting.on(onLoop(() -> leftovers.of(id, filter, anyTopic(), run.qos.value)), LONGEST);
            if (left.isEmpty()) {
                return found;
            }
            count += left.get();
        }
        return found.withQueued(count);
    }

    private TopicName anyTopic() {
        return run.producers == 1 ? run.topic : new TopicName(run.topic.value() + "/0");
    }

    /** The broker forgets the sessions of this run. */
    void cleanUp() {
        try {
            for (String id : consumerIds) {
                broker.forgetSession(id, LONGEST);
            }
            for (int i = 0; i < run.producers; i++) {
                broker.forgetSession(producerId() + (i == 0 ? "" : "-" + i), LONGEST);
            }
        } catch (CommandException e) {
            Mooring.surroundingsOf(spec)
                    .err()
                    .println("mooring: the broker still has the sessions of this run: "
                            + Escaped.text(String.valueOf(e.getMessage())));
        }
    }

    private <T> Future<T> onLoop(Supplier<Future<T>> work) {
        Promise<T> done = Promise.promise();
        broker.context().runOnContext(v -> work.get().onComplete(done));
        return done.future();
    }

    @Override
    public void close() {
        Waiting.quietly(onLoop(relay::close), LONGEST);
    }
}
