package dev.mooring.cli;

import dev.mooring.mqtt.ConnectAnswer;
import dev.mooring.mqtt.MqttSession;
import dev.mooring.mqtt.OutboundMessage;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.SessionListener;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.mqtt.TopicName;
import dev.mooring.retained.Restore;
import dev.mooring.retained.RetainedMessages;
import dev.mooring.retained.Selection;
import io.vertx.core.Promise;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tries a broker, and tells what it can. */
@Command(
        name = "check",
        description = {
            "Connect to a broker, tell what it says it can, and try what matters to Mooring: a message there and back, a"
                    + " retained message, a shared subscription. What is published lies below --topic, and is removed.",
            "",
            "Examples:",
            "  mooring sites check harbor-north",
            "  mooring sites check --url mqtts://broker.example:8883 --ca ca.pem"
        },
        mixinStandardHelpOptions = true)
final class CheckSite implements Callable<Integer> {

    private static final Duration FAREWELL = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    @Spec
    CommandSpec spec;

    @Nullable
    @Parameters(paramLabel = "SITE", arity = "0..1", description = "A configured site; or give --url.")
    String site;

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            defaultValue = "mooring/checks",
            description = "Below which to publish. Default: ${DEFAULT-VALUE}.")
    TopicName topic;

    @Mixin
    BrokerOptions broker;

    CheckSite() {}

    @Override
    public Integer call() throws CommandException {
        if (site != null) {
            if (broker.site != null && !broker.site.equals(site)) {
                throw new ParameterException(spec.commandLine(), "two sites");
            }
            broker.site = site;
        }
        Surroundings surroundings = Mooring.surroundingsOf(spec);
        PrintWriter out = surroundings.out();
        try (OneBroker open = broker.open()) {
            out.println(Escaped.text(open.name()) + ": connected");
            say(out, open.reach(broker.connectTimeout));
            String own = topic.value() + "/" + open.nextClientId();
            boolean there = attempt(out, "a message there and back", () -> roundTrip(open, own, own));
            boolean kept = attempt(out, "a retained message", () -> retained(surroundings, open, own));
            attempt(out, "a shared subscription", () -> roundTrip(open, own, "$share/mooring-check/" + own));
            return there && kept ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    private static void say(PrintWriter out, ConnectAnswer answer) {
        out.println("  protocol version     " + answer.version().text());
        out.println("  best QoS             " + answer.maximumQos().level());
        out.println("  retained messages    " + word(answer.retainAvailable()));
        out.println("  wildcards            " + word(answer.wildcards()));
        out.println("  shared subscriptions "
                + (answer.version().text().equals("5") ? word(answer.shared()) : "(3.1.1 does not say)"));
        out.println("  receive maximum      " + answer.receiveMaximum());
        out.println("  largest packet       " + answer.maximumPacketSize() + " bytes");
        out.println("  topic aliases        " + answer.topicAliasMaximum());
        out.println("  keep-alive           " + answer.keepAlive().toSeconds() + " s");
    }

    private static String word(boolean can) {
        return can ? "yes" : "no";
    }

    /** A trial returns what is worth saying. */
    @FunctionalInterface
    private interface Trial {
        String run() throws CommandException;
    }

    private static boolean attempt(PrintWriter out, String what, Trial trial) throws CommandException {
        try {
            out.println("  " + what + ": ok" + trial.run());
            return true;
        } catch (Waiting.TooLongException e) {
            out.println("  " + what + ": FAILED, nothing came within " + LONGEST.toSeconds() + " s");
        } catch (Waiting.FailedException e) {
            out.println("  " + what + ": FAILED, " + Escaped.text(String.valueOf(e.getMessage())));
        }
        return false;
    }

    private static String roundTrip(OneBroker open, String topic, String filter) throws CommandException {
        Promise<Long> back = Promise.promise();
        MqttSession session = open.open(open.nextClientId(), new SessionListener() {
            @Override
            public void subscriptionRefused(TopicFilter refused) {
                back.tryFail("the broker refused to subscribe " + refused);
            }
        });
        session.subscribe(new TopicFilter(filter), QoS.AT_LEAST_ONCE, (message, done) -> {
            done.run();
            back.tryComplete(System.nanoTime());
        });
        session.start();
        try {
            // Behind SUBSCRIBE on one connection: the broker has subscribed when it sees it.
            long sent = System.nanoTime();
            OutboundMessage message = new OutboundMessage(
                    new TopicName(topic), "check".getBytes(StandardCharsets.UTF_8), QoS.AT_LEAST_ONCE, false);
            Waiting.on(session.publish(message), LONGEST);
            long came = Waiting.on(back.future(), LONGEST);
            return String.format(" (%.1f ms with connecting)", (came - sent) / 1e6);
        } finally {
            Waiting.quietly(session.stop(FAREWELL), FAREWELL);
        }
    }

    private static String retained(Surroundings surroundings, OneBroker open, String topic) throws CommandException {
        RetainedMessages messages = new RetainedMessages(open, surroundings.clock());
        OutboundMessage message = new OutboundMessage(
                new TopicName(topic), "check".getBytes(StandardCharsets.UTF_8), QoS.AT_LEAST_ONCE, true);
        Restore.RestoredTopic kept =
                Waiting.on(messages.restore(List.of(message), true)).get(0);
        if (kept.outcome() == Restore.Outcome.FAILED) {
            throw new Waiting.FailedException(new IllegalStateException(kept.why()));
        }
        Waiting.on(messages.purge(Selection.of(new TopicFilter(topic)), 1, false, done -> {}));
        return "";
    }
}
