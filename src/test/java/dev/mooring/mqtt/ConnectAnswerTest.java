package dev.mooring.mqtt;

import dev.mooring.mqtt.codec.ConnAck;
import dev.mooring.mqtt.codec.Property;
import dev.mooring.mqtt.codec.PropertyBlock;
import dev.mooring.mqtt.codec.ProtocolVersion;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.mooring.mqtt.codec.ProtocolVersion.V5;
import static org.assertj.core.api.Assertions.assertThat;

/** What holds after CONNACK (MQTT 5.0, section 3.2.2.3). */
class ConnectAnswerTest {

    private static final Duration WANTED = Duration.ofSeconds(60);

    /** MQTT 5.0 says for each property what its absence means, and that is what version 3.1.1 implies. */
    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void shouldImplyWhatTheBrokerDoesNotSay(ProtocolVersion version) {
        ConnectAnswer answer = ConnectAnswer.of(version, new ConnAck(false, 0, PropertyBlock.EMPTY), WANTED);

        assertThat(answer)
                .isEqualTo(new ConnectAnswer(
                        version,
                        false,
                        65_535,
                        QoS.EXACTLY_ONCE,
                        true,
                        5 + 268_435_455L,
                        0,
                        WANTED,
                        true,
                        version == ProtocolVersion.V5));
    }

    @Test
    void shouldTakeTheBrokersWord() {
        PropertyBlock said = PropertyBlock.builder()
                .number(Property.RECEIVE_MAXIMUM, 65_534)
                .number(Property.MAXIMUM_QOS, 1)
                .number(Property.RETAIN_AVAILABLE, 0)
                .text(Property.REASON_STRING, "for people")
                .number(Property.MAXIMUM_PACKET_SIZE, 0xFFFF_FFFFL)
                .number(Property.TOPIC_ALIAS_MAXIMUM, 12)
                .number(Property.SERVER_KEEP_ALIVE, 61)
                .number(Property.WILDCARD_SUBSCRIPTION_AVAILABLE, 0)
                .number(Property.SHARED_SUBSCRIPTION_AVAILABLE, 0)
                .build();

        ConnectAnswer answer = ConnectAnswer.of(V5, new ConnAck(true, 0, said), WANTED);

        assertThat(answer)
                .isEqualTo(new ConnectAnswer(
                        V5,
                        true,
                        65_534,
                        QoS.AT_LEAST_ONCE,
                        false,
                        0xFFFF_FFFFL,
                        12,
                        Duration.ofSeconds(61),
                        false,
                        false));
    }

    @Test
    void shouldLetTheBrokerSwitchKeepAliveOff() {
        PropertyBlock said =
                PropertyBlock.builder().number(Property.SERVER_KEEP_ALIVE, 0).build();

        assertThat(ConnectAnswer.of(V5, new ConnAck(false, 0, said), WANTED).keepAlive())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldBelieveThatRetainedMessagesAreKeptOnlyIfSo(boolean kept) {
        PropertyBlock said = PropertyBlock.builder()
                .number(Property.RETAIN_AVAILABLE, kept ? 1 : 0)
                .build();

        assertThat(ConnectAnswer.of(V5, new ConnAck(false, 0, said), WANTED).retainAvailable())
                .isEqualTo(kept);
    }
}
