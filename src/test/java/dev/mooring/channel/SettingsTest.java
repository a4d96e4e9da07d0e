package dev.mooring.channel;

import dev.mooring.event.RetryOptions;
import dev.mooring.mqtt.QoS;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.reactive.messaging.providers.impl.ConcurrencyConnectorConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What stands in the configuration of a channel, and what is made of it. */
class SettingsTest {

    private static final String IN = "mp.messaging.incoming.";
    private static final String OUT = "mp.messaging.outgoing.";

    private static Config config(String prefix, Map<String, String> properties) {
        Map<String, String> all = new HashMap<>(properties);
        all.put(prefix + "temps.connector", MooringConnector.NAME);
        SmallRyeConfig root = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(all, "test", 100))
                .withInterceptors(new LanesInterceptor())
                .build();
        return new ConcurrencyConnectorConfig(prefix, root, MooringConnector.NAME, "temps", 1);
    }

    @Test
    void shouldFillInTheDefaultsOfAnIncomingChannel() {
        IncomingSettings settings = IncomingSettings.read(config(IN, Map.of()));

        assertThat(settings.channel()).isEqualTo("temps");
        assertThat(settings.topic().value()).isEqualTo("temps");
        assertThat(settings.absoluteTopic()).isFalse();
        assertThat(settings.sites()).hasToString("*");
        assertThat(settings.qos()).isEqualTo(QoS.AT_LEAST_ONCE);
        assertThat(settings.strategy()).isEqualTo(new RetryThenDeadLetter(new RetryOptions(3, Duration.ofMillis(500))));
        assertThat(settings.concurrency()).isEqualTo(1);
        assertThat(settings.bufferSize()).isEqualTo(128);
        assertThat(settings.handlerTimeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.broadcast()).isFalse();
        assertThat(settings.health()).isEqualTo(new ChannelHealth(true, true, true));
    }

    @Test
    void shouldReadEveryAttributeOfAnIncomingChannel() {
        Map<String, String> properties = new HashMap<>();
        properties.put(IN + "temps.topic", "sensors/+/temp");
        properties.put(IN + "temps.absolute-topic", "true");
        properties.put(IN + "temps.sites", "a,b*");
        properties.put(IN + "temps.qos", "2");
        properties.put(IN + "temps.failure-strategy", "retry");
        properties.put(IN + "temps.retry-attempts", "7");
        properties.put(IN + "temps.retry-backoff", "2s");
        properties.put(IN + "temps.concurrency", "4");
        properties.put(IN + "temps.buffer-size", "9");
        properties.put(IN + "temps.handler-timeout", "5");
        properties.put(IN + "temps.broadcast", "true");
        properties.put(IN + "temps.health-liveness-enabled", "false");

        IncomingSettings settings = IncomingSettings.read(config(IN, properties));

        assertThat(settings.topic().value()).isEqualTo("sensors/+/temp");
        assertThat(settings.absoluteTopic()).isTrue();
        assertThat(settings.sites()).hasToString("a,b*");
        assertThat(settings.qos()).isEqualTo(QoS.EXACTLY_ONCE);
        assertThat(settings.strategy()).isEqualTo(new RetryThenDeadLetter(new RetryOptions(7, Duration.ofSeconds(2))));
        assertThat(settings.concurrency()).isEqualTo(4);
        assertThat(settings.bufferSize()).isEqualTo(9);
        assertThat(settings.handlerTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.broadcast()).isTrue();
        assertThat(settings.health()).isEqualTo(new ChannelHealth(true, true, false));
    }

    @Test
    void shouldReadEveryAttributeOfAnOutgoingChannel() {
        Map<String, String> properties = new HashMap<>();
        properties.put(OUT + "temps.topic", "commands");
        properties.put(OUT + "temps.absolute-topic", "true");
        properties.put(OUT + "temps.sites", "a");
        properties.put(OUT + "temps.qos", "0");
        properties.put(OUT + "temps.retain", "true");
        properties.put(OUT + "temps.max-inflight-messages", "3");
        properties.put(OUT + "temps.health-enabled", "false");

        OutgoingSettings settings = OutgoingSettings.read(config(OUT, properties));

        assertThat(settings.topic().value()).isEqualTo("commands");
        assertThat(settings.absoluteTopic()).isTrue();
        assertThat(settings.sites()).hasToString("a");
        assertThat(settings.qos()).isEqualTo(QoS.AT_MOST_ONCE);
        assertThat(settings.retain()).isTrue();
        assertThat(settings.maxInflight()).isEqualTo(3);
        assertThat(settings.health()).isEqualTo(new ChannelHealth(false, false, false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "qos | 7 | must be 0, 1 or 2, got: 7",
                "topic | a/#/b | wildcards must stand alone in a topic level, # in the last one, got: a/#/b",
                "absolute-topic | yes | must be true or false, got: yes",
                "sites | a,,b | a site's name must not be empty",
                "failure-strategy | panic | must be retry, dead-letter, ignore or fail, got: panic",
                "retry-attempts | -1 | must be a whole number from 0 to 2147483647, got: -1",
                "retry-backoff | soon | 'soon' is no duration; expected such as 500ms, 5s, 1h, PT5S, or plain seconds like 0.5",
                "handler-timeout | 0s | must be at least 1ms, got: 0s",
                "concurrency | many | must be a whole number from 1 to 1024, got: many",
                "concurrency | 0 | must be a whole number from 1 to 1024, got: 0",
                "buffer-size | 0 | must be a whole number from 1 to 2147483647, got: 0",
                "broadcast | 1 | must be true or false, got: 1",
                "health-enabled | on | must be true or false, got: on"
            })
    void shouldRefuseAWrongIncomingAttribute(String attribute, String value, String message) {
        Config config = config(IN, Map.of(IN + "temps." + attribute, value));

        assertThatThrownBy(() -> IncomingSettings.read(config))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("mp.messaging.incoming.temps." + attribute + ": " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "qos | x | must be 0, 1 or 2, got: x",
                "topic | a/+ | topic name must not contain wildcards, got: a/+",
                "retain | maybe | must be true or false, got: maybe",
                "max-inflight-messages | 0 | must be a whole number from 1 to 2147483647, got: 0"
            })
    void shouldRefuseAWrongOutgoingAttribute(String attribute, String value, String message) {
        Config config = config(OUT, Map.of(OUT + "temps." + attribute, value));

        assertThatThrownBy(() -> OutgoingSettings.read(config))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("mp.messaging.outgoing.temps." + attribute + ": " + message);
    }

    @Test
    void shouldNameTheKeyOfAllChannelsWhenThatIsWhereTheValueStands() {
        Config config = config(IN, Map.of("mp.messaging.connector.mooring.qos", "9"));

        assertThatThrownBy(() -> IncomingSettings.read(config))
                .hasMessage("mp.messaging.connector.mooring.qos: must be 0, 1 or 2, got: 9");
    }

    @ParameterizedTest
    @CsvSource({
        "t/+, false, site/t/+",
        "t/+, true, t/+",
        "$share/group/t/+, false, $share/group/site/t/+",
        "$share/group/t/+, true, $share/group/t/+"
    })
    void shouldPutThePrefixBeforeTheTopic(String topic, String absolute, String filter) {
        IncomingSettings settings = IncomingSettings.read(
                config(IN, Map.of(IN + "temps.topic", topic, IN + "temps.absolute-topic", absolute)));

        assertThat(settings.filter(relative -> "site/" + relative).value()).isEqualTo(filter);
    }
}
