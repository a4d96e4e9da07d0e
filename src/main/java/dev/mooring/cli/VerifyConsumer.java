package dev.mooring.cli;

import dev.mooring.delivery.Examined;
import dev.mooring.delivery.NoSession;
import dev.mooring.delivery.OwnConsumer;
import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.MqttSession;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicFilter;
import io.vertx.core.Promise;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The consumer that 'verify run' starts, kills and starts again. It says what it got before it acknowledges it. */
@Command(
        name = "consumer",
        hidden = true,
        description =
                "What 'verify run' starts as a consumer. Prints a topic and a payload for each message, before it acknowledges.",
        mixinStandardHelpOptions = true)
final class VerifyConsumer implements Callable<Integer> {

    private static final Duration FAREWELL = Duration.ofSeconds(3);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int MOST_AT_ONCE = 10_000;

    @Spec
    CommandSpec spec;

    @Option(names = "--topic", required = true, paramLabel = "FILTER", description = "Topic filter.")
    TopicFilter topic;

    @Option(names = "--qos", required = true, paramLabel = "QOS", description = "0, 1 or 2.")
    QoS qos;

    @Option(names = "--client-id", required = true, paramLabel = "ID", description = "Client id.")
    String clientId;

    @Option(names = "--via", required = true, paramLabel = "PORT", description = "Port of a relay on 127.0.0.1.")
    int via;

    @Mixin
    BrokerOptions broker;

    VerifyConsumer() {}

    @Override
    public Integer call() throws CommandException {
        Surroundings surroundings = Mooring.surroundingsOf(spec);
        try (OneBroker open = broker.openUnseen()) {
            Promise<Void> end = Promise.promise();
            Handover<InboundMessage> handover = new Handover<>();
            AtomicBoolean noSession = new AtomicBoolean();
            MqttSession session = open.through(via).open(clientId, new NoSession(() -> noSession.set(true)));
            OwnConsumer consumer = new OwnConsumer(session, open.context(), topic, qos, handover::give);
            obey(surroundings.in(), consumer, end);
            consumer.start();
            return Ending.around(surroundings, end::tryComplete, FAREWELL, () -> {
                try {
                    handover.takeBatches(end.future(), MOST_AT_ONCE, PAUSE, batch -> {
                        if (noSession.getAndSet(false)) {
                            surroundings.out().print(Examined.NO_SESSION + '\n');
                        }
                        say(surroundings.out(), batch);
                    });
                } finally {
                    Waiting.quietly(consumer.stop(), FAREWELL);
                }
                return ExitCode.OK;
            });
        }
    }

    /** What is printed has left this process when this returns, and outlives it. */
    private static void say(PrintWriter out, List<InboundMessage> batch) throws CommandException {
        for (InboundMessage message : batch) {
            out.print(message.topic().value());
            out.print(' ');
            out.print(new String(message.payloadBytes(), StandardCharsets.UTF_8).replace('\n', ' '));
            out.print('\n');
        }
        out.flush();
        if (out.checkError()) {
            throw new CommandException(ExitCode.FAILED, "nobody listens any more");
        }
    }

    /** Until the pipe ends: then nobody is there any more who started this. */
    private static void obey(InputStream in, OwnConsumer consumer, Promise<Void> end) {
        Thread reader = new Thread(
                () -> {
                    try (BufferedReader orders =
                            new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
                        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
                            obey(order, consumer);
                        }
                    } catch (IOException e) {
                        // as its end
                    }
                    end.tryComplete();
                },
                "mooring-orders");
        reader.setDaemon(true);
        reader.start();
    }

    private static void obey(String order, OwnConsumer consumer) {
        String[] words = order.split(" ", 2);
        switch (words[0]) {
            case "pace" -> consumer.pace(Duration.ofMillis(Long.parseLong(words[1])));
            case "hold" -> consumer.hold(Boolean.parseBoolean(words[1]));
            default -> {
                // of a later version
            }
        }
    }
}
