package dev.mooring.mqtt;

import dev.mooring.mqtt.codec.MalformedPacketException;
import dev.mooring.mqtt.codec.ReasonCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TopicNamesTest {

    private final TopicNames names = new TopicNames();

    @Test
    void shouldKnowATopicAgain() throws MalformedPacketException {
        assertThat(at("plant/7/state")).isSameAs(at("plant/7/state")).hasToString("plant/7/state");
    }

    @Test
    void shouldNotRememberLongTopics() throws MalformedPacketException {
        String longest = "x".repeat(256);

        assertThat(at(longest)).isSameAs(at(longest));
        assertThat(at(longest + "x")).isNotSameAs(at(longest + "x")).hasToString(longest + "x");
    }

    @Test
    void shouldNeverTakeOneTopicForAnother() throws MalformedPacketException {
        Map<String, TopicName> seen = new HashMap<>();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 5_000; i++) { // far more than are remembered
                String topic = "site/" + i;
                seen.put(topic, at(topic));
                assertThat(seen.get(topic).value()).isEqualTo(topic);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/#", "+/b", "a\u0000b"})
    void shouldRefuseWhatNobodyMayPublishTo(String topic) {
        assertThatExceptionOfType(MalformedPacketException.class).isThrownBy(() -> at(topic));
    }

    @Test
    void shouldSayThatATopicIsInvalid() {
        assertThatExceptionOfType(MalformedPacketException.class)
                .isThrownBy(() -> at("a/#"))
                .satisfies(e -> assertThat(e.reasonCode()).isEqualTo(ReasonCode.TOPIC_NAME_INVALID.code()));
    }

    private TopicName at(String topic) throws MalformedPacketException {
        ByteBuf bytes = Unpooled.copiedBuffer("..." + topic + "...", UTF_8);
        return names.at(bytes, 3, topic.getBytes(UTF_8).length);
    }
}
