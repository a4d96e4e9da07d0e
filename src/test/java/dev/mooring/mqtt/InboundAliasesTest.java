package dev.mooring.mqtt;

import dev.mooring.mqtt.codec.MalformedPacketException;
import dev.mooring.mqtt.codec.PacketEncoder;
import dev.mooring.mqtt.codec.PropertyBlock;
import dev.mooring.mqtt.codec.ProtocolVersion;
import dev.mooring.mqtt.codec.ReasonCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What a broker may do with topic aliases (MQTT 5.0, section 3.3.2.3.4). */
class InboundAliasesTest {

    private static final int NONE = 0;
    private static final int MAXIMUM = 32;

    private final InboundAliases aliases = new InboundAliases(new TopicNames(), MAXIMUM);

    @Test
    void shouldTakeATopicByItsName() throws MalformedPacketException {
        assertThat(topic("a/b", NONE)).hasToString("a/b");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, MAXIMUM})
    void shouldKnowATopicByItsAliasOnceBothCameTogether(int alias) throws MalformedPacketException {
        assertThat(topic("a/b", alias)).hasToString("a/b");

        assertThat(topic("", alias)).hasToString("a/b");
    }

    @Test
    void shouldKeepAliasesApart() throws MalformedPacketException {
        topic("one", 1);
        topic("two", 2);

        assertThat(topic("", 1)).hasToString("one");
        assertThat(topic("", 2)).hasToString("two");
    }

    @Test
    void shouldSetAnAliasAnew() throws MalformedPacketException {
        topic("before", 1);
        topic("after", 1);

        assertThat(topic("", 1)).hasToString("after");
    }

    @Test
    void shouldRefuseAnAliasThatWasNotSet() throws MalformedPacketException {
        assertInvalid("", 1);
        topic("one", 1);

        assertInvalid("", 2);
    }

    @Test
    void shouldRefuseMoreAliasesThanWeOffered() {
        assertInvalid("a", MAXIMUM + 1);
    }

    private void assertInvalid(String topic, int alias) {
        assertThatExceptionOfType(MalformedPacketException.class)
                .isThrownBy(() -> topic(topic, alias))
                .satisfies(e -> assertThat(e.reasonCode()).isEqualTo(ReasonCode.TOPIC_ALIAS_INVALID.code()));
    }

    private TopicName topic(String name, int alias) throws MalformedPacketException {
        ByteBuf wire = Unpooled.buffer();
        PacketEncoder.publish(
                wire,
                ProtocolVersion.V5,
                name.getBytes(UTF_8),
                0,
                0,
                false,
                false,
                PropertyBlock.EMPTY,
                alias,
                Unpooled.EMPTY_BUFFER);
        List<TopicName> found = new ArrayList<>();
        List<MalformedPacketException> refusals = new ArrayList<>();
        new Frames(frame -> {
                    try {
                        found.add(aliases.topic(frame));
                    } catch (MalformedPacketException e) {
                        refusals.add(e);
                    }
                })
                .decode(wire);
        if (!refusals.isEmpty()) {
            throw refusals.get(0);
        }
        return found.get(0);
    }
}
