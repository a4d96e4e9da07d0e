package dev.mooring.delivery;

import dev.mooring.mqtt.MqttSession;
import dev.mooring.mqtt.OutboundMessage;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicName;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The packaged application with a handler behind an incoming channel, and somebody who sends on an outgoing one. */
class ChannelsUnderFaultsTest extends FaultSuite {

    @Override
    ServiceUnderFaults service(Path directory) throws Exception {
        return new Channels(PackagedService.build(directory));
    }

    private record Channels(Path jar) implements ServiceUnderFaults {

        private static final String INSTANCE = "faults";

        @Override
        public List<String> command(Path journal, List<Place> places) {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-Dfault.journal=" + journal,
                    "-Dquarkus.http.host=127.0.0.1",
                    "-Dquarkus.http.port=0",
                    "-Dmooring.instance-id=" + INSTANCE,
                    "-Dmooring.security.mode=off",
                    "-Dmooring.defaults.keep-alive=" + QuickSessions.KEEP_ALIVE.toSeconds() + "s",
                    "-Dmooring.defaults.reconnect.min-delay=" + QuickSessions.MIN_DELAY.toMillis() + "ms",
                    "-Dmooring.defaults.reconnect.max-delay=" + QuickSessions.MAX_DELAY.toMillis() + "ms",
                    "-Dmooring.defaults.takeover-cooldown=" + QuickSessions.COOLDOWN.toMillis() + "ms"));
            places.forEach(place -> command.addAll(List.of(
                    "-Dmooring.sites." + place.name() + ".url=" + place.proxy().url(),
                    "-Dmooring.sites." + place.name() + ".protocol-version="
                            + place.version().text())));
            command.addAll(List.of("-jar", jar.toString()));
            return command;
        }

        @Override
        public String clientId(Place place) {
            return place.name() + "_i" + INSTANCE;
        }

        @Override
        public Feed feed(Place place, QuickSessions sessions) {
            MqttSession session = sessions.session(place.proxy().url(), place.version(), place.name() + "-sender");
            session.start();
            return new NumberFeed(session, sessions.loop());
        }
    }

    /** Bare numbers, as {@code verify produce} sends them. */
    private record NumberFeed(MqttSession session, Context loop) implements Feed {

        private static final int BURSTS_PER_SECOND = 100;

        @Override
        public Future<?> publish(String topic, long count, int perSecond, Producer.Witness witness) {
            Producer.Plan plan = new Producer.Plan(
                    new TopicName(topic),
                    QoS.AT_LEAST_ONCE,
                    Math.max(1, perSecond / BURSTS_PER_SECOND),
                    Duration.ofSeconds(1).dividedBy(BURSTS_PER_SECOND),
                    0,
                    count);
            return new Producer(session, loop, plan, witness).run();
        }

        @Override
        public void publish(String topic, long number) {
            session.publish(
                    new OutboundMessage(new TopicName(topic), WireFormat.write(number), QoS.AT_LEAST_ONCE, false),
                    failure -> {});
        }
    }
}
