package dev.mooring.channel;

import dev.mooring.broker.ArtemisBroker;
import dev.mooring.broker.MosquittoBroker;
import dev.mooring.broker.MqttVersion;
import dev.mooring.broker.TestBroker;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The application with {@link TestChannels}, four sites and one disabled on one broker. {@code river} always speaks MQTT 5,
 * {@code island} always 3.1.1, the others what the profile says.
 */
class ChannelProfile implements QuarkusTestProfile {

    /** On the embedded broker. */
    public static final class OnArtemis extends ChannelProfile {
        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(Artemis.class));
        }
    }

    /** On a mosquitto of its own. */
    public static final class OnMosquitto extends ChannelProfile {
        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(Mosquitto.class));
        }
    }

    /** On the embedded broker, in 3.1.1. */
    public static final class OnArtemisIn311 extends ChannelProfile {
        public OnArtemisIn311() {
            super(MqttVersion.V3_1_1);
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(Artemis.class));
        }
    }

    /** On a mosquitto of its own, in 3.1.1. */
    public static final class OnMosquittoIn311 extends ChannelProfile {
        public OnMosquittoIn311() {
            super(MqttVersion.V3_1_1);
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(Mosquitto.class));
        }
    }

    private final MqttVersion version;

    ChannelProfile() {
        this(MqttVersion.V5);
    }

    ChannelProfile(MqttVersion version) {
        this.version = version;
    }

    @Override
    public boolean disableGlobalTestResources() {
        return true;
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> config = new HashMap<>();
        config.put("channel.tests", "true");
        config.put("mooring.instance-id", "test");
        config.put("mooring.defaults.protocol-version", version.toString());
        config.put("mooring.sites.river.protocol-version", "5");
        config.put("mooring.sites.island.protocol-version", "3.1.1");
        incoming(config, "texts", "t/+/text");
        incoming(config, "bytes", "t/bytes");
        incoming(config, "buffers", "t/buffers");
        incoming(config, "objects", "t/objects");
        incoming(config, "envelopes", "t/envelopes");
        incoming(config, "readings", "t/readings");
        incoming(config, "lists", "t/lists");
        incoming(config, "blocking", "t/blocking");
        incoming(config, "selected", "t/selected", "sites", "ri*");
        incoming(config, "everything", "#");
        incoming(config, "slow", "t/slow");
        incoming(config, "held", "t/held");
        incoming(config, "exact", "t/exact", "qos", "2");
        incoming(config, "flood", "t/flood", "qos", "0", "buffer-size", "2");
        incoming(config, "pair", "t/pair/+", "concurrency", "2");
        incoming(config, "stuck", "t/stuck", "sites", "quay", "handler-timeout", "300ms");
        incoming(config, "retried", "t/retried", "retry-backoff", "20ms", "retry-attempts", "2");
        incoming(config, "deduped", "t/deduped", "dedupe-ttl", "30s");
        incoming(config, "ignored", "t/ignored", "failure-strategy", "ignore");
        incoming(config, "dead", "t/dead", "failure-strategy", "dead-letter");
        incoming(config, "graves", "dead-letter/#");
        incoming(config, "fail", "t/fail", "sites", "island", "failure-strategy", "fail");
        incoming(config, "questions", "t/questions");
        incoming(config, "news", "t/news", "broadcast", "true");
        incoming(config, "streamed", "t/streamed");
        outgoing(config, "answers", "t/answers");
        outgoing(config, "commands", "t/commands");
        outgoing(config, "globbed", "t/globbed", "sites", "river,ha*", "qos", "0");
        config.put("mp.messaging.incoming.stock.connector", "smallrye-mqtt");
        config.put("mp.messaging.incoming.stock.topic", "stock/news");
        config.put("mp.messaging.incoming.stock.qos", "1");
        return config;
    }

    private static void incoming(Map<String, String> config, String channel, String topic, String... attributes) {
        channel(config, "mp.messaging.incoming." + channel + ".", topic, attributes);
    }

    private static void outgoing(Map<String, String> config, String channel, String topic, String... attributes) {
        channel(config, "mp.messaging.outgoing." + channel + ".", topic, attributes);
    }

    private static void channel(Map<String, String> config, String prefix, String topic, String... attributes) {
        config.put(prefix + "connector", "mooring");
        config.put(prefix + "topic", topic);
        for (int i = 0; i < attributes.length; i += 2) {
            config.put(prefix + attributes[i], attributes[i + 1]);
        }
    }

    /** Runs a broker for the time of the application, and points sites and the stock connector at it. */
    abstract static class Broker implements QuarkusTestResourceLifecycleManager {

        private @Nullable TestBroker broker;

        abstract TestBroker make();

        @Override
        public Map<String, String> start() {
            TestBroker started = make();
            started.start();
            broker = started;
            return Map.of(
                    "mooring.sites.harbor.url", started.url(),
                    "mooring.sites.river.url", started.url(),
                    "mooring.sites.island.url", started.url(),
                    "mooring.sites.quay.url", started.url(),
                    "mooring.sites.moat.url", started.url(),
                    "mooring.sites.moat.enabled", "false",
                    "mp.messaging.incoming.stock.host", "127.0.0.1",
                    "mp.messaging.incoming.stock.port", String.valueOf(started.port()));
        }

        @Override
        public void stop() {
            if (broker != null) {
                broker.close();
            }
        }
    }

    /** The embedded broker. */
    public static final class Artemis extends Broker {
        @Override
        TestBroker make() {
            return new ArtemisBroker();
        }
    }

    /** A mosquitto. */
    public static final class Mosquitto extends Broker {
        @Override
        TestBroker make() {
            return new MosquittoBroker();
        }
    }
}
