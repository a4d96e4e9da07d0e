package dev.mooring.site;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mooring.mqtt.ClientId;
import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.OutboundMessage;
import dev.mooring.mqtt.Presence;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicName;
import dev.mooring.site.MooringConfig.StatusFormat;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** The texts are those of SPEC, section 2, "Status topic". */
class StatusTopicTest {

    private static final TopicName TOPIC = new TopicName("site_88/backend/status");
    private static final Instant BEGINS = Instant.ofEpochMilli(1760000000123L);
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private final StatusTopic json = topic(StatusFormat.JSON);
    private final StatusTopic plain = topic(StatusFormat.PLAIN);

    @Test
    void shouldSayOnlineInTheWordsOfTheSpecification() {
        assertThat(text(json.presence(BEGINS).birth(NOW)))
                .isEqualTo("{\"status\":\"online\",\"instance_id\":\"bfg_back\",\"client_id\":\"site_88_ibfg_back\","
                        + "\"timestamp\":\"2026-11-21T10:00:00Z\",\"epoch\":1760000000123}");
    }

    @Test
    void shouldSayWhyItIsOffline() {
        assertThat(text(json.presence(BEGINS).farewell(NOW)))
                .isEqualTo("{\"status\":\"offline\",\"instance_id\":\"bfg_back\",\"client_id\":\"site_88_ibfg_back\","
                        + "\"timestamp\":\"2026-11-21T10:00:00Z\",\"epoch\":1760000000123,\"reason\":\"shutdown\"}");
    }

    @Test
    void shouldLeaveAWillThatSaysWhenTheConnectionBegan() {
        assertThat(text(json.presence(BEGINS).will()))
                .isEqualTo("{\"status\":\"offline\",\"instance_id\":\"bfg_back\",\"client_id\":\"site_88_ibfg_back\","
                        + "\"timestamp\":\"2025-10-09T08:53:20Z\",\"epoch\":1760000000123,"
                        + "\"reason\":\"unexpected_disconnect\"}");
    }

    @Test
    void shouldGiveTheMessagesOfOneConnectionOneEpoch() throws IOException {
        Presence presence = json.presence(BEGINS);

        for (OutboundMessage message : all(presence).toList()) {
            JsonNode read = new JsonMapper().readTree(message.payload().getBytes());
            assertThat(read.get("epoch").longValue()).isEqualTo(1760000000123L);
        }
    }

    @Test
    void shouldWriteTimestampsWithoutFractions() {
        assertThat(text(json.presence(BEGINS).birth(NOW.plusMillis(999)))).contains("\"2026-11-21T10:00:00Z\"");
    }

    @Test
    void shouldWriteTheBareWordWhenAsked() {
        assertThat(all(plain.presence(BEGINS)).map(StatusTopicTest::text))
                .containsExactly("offline", "online", "offline");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldKeepEveryMessageAtTheBroker(boolean isPlain) {
        assertThat(all((isPlain ? plain : json).presence(BEGINS)))
                .allMatch(OutboundMessage::retain)
                .allMatch(message -> message.qos() == QoS.AT_LEAST_ONCE)
                .allMatch(message -> message.topic().equals(TOPIC));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"offline", " offline\n", "{\"status\":\"offline\"}", "{\"a\":1,\"status\":\"offline\",\"b\":{}}"
            })
    void shouldHearThatSomebodySaysOffline(String payload) {
        assertThat(json.saysOffline(message(payload))).isTrue();
        assertThat(plain.saysOffline(message(payload))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "online",
                "OFFLINE",
                "{\"status\":\"online\"}",
                "{\"status\":{\"status\":\"offline\"}}",
                "[\"offline\"]",
                "{\"status\":[\"offline\"]}",
                "null",
                "0",
                "{",
                "offline!"
            })
    void shouldHearNothingInAnythingElse(String payload) {
        assertThat(json.saysOffline(message(payload))).isFalse();
    }

    @ParameterizedTest
    @MethodSource
    void shouldNotStumbleOverGarbage(byte[] payload) {
        InboundMessage garbage = message(Buffer.buffer(payload));

        assertThat(json.saysOffline(garbage)).isFalse();
        assertThat(json.isOwn(garbage)).isFalse();
    }

    static Stream<byte[]> shouldNotStumbleOverGarbage() {
        return Stream.of(
                new byte[] {(byte) 0xff, (byte) 0xfe, 0x00},
                new byte[] {(byte) 0xc3, 0x28},
                new byte[1000],
                "[".repeat(100_000).getBytes(UTF_8),
                "{\"a\":".repeat(100_000).getBytes(UTF_8),
                ("{\"status\":" + "9".repeat(100_000) + "}").getBytes(UTF_8),
                // What Jackson takes for UTF-32, with a character that does not exist.
                new byte[] {0, 0, 0, '{', 0x7f, -1, -1, -1},
                new byte[] {0, 0, 0, '{', 0, 0});
    }

    @Test
    void shouldKnowItsOwnVoice() {
        Presence presence = json.presence(BEGINS);
        assertThat(all(presence)).allMatch(each -> json.isOwn(message(each.payload())));
        assertThat(json.isOwn(message("{\"status\":\"online\",\"client_id\":\"site_88_iother\"}")))
                .isFalse();
        assertThat(json.isOwn(message("offline"))).isFalse();
        assertThat(json.isOwn(message("[{\"client_id\":\"site_88_ibfg_back\"}]")))
                .isFalse();
    }

    @Test
    void shouldTakeEveryBareWordOnItsTopicForItsOwn() {
        assertThat(plain.isOwn(message("online"))).isTrue();
    }

    @Test
    void shouldNotKnowItsVoiceOnAnotherTopic() {
        Buffer own = json.presence(BEGINS).birth(NOW).payload();
        InboundMessage elsewhere =
                new InboundMessage(new TopicName("site_88/other"), own, QoS.AT_LEAST_ONCE, false, false);

        assertThat(json.isOwn(elsewhere)).isFalse();
        assertThat(plain.isOwn(elsewhere)).isFalse();
    }

    private static StatusTopic topic(StatusFormat format) {
        return new StatusTopic(TOPIC, "bfg_back", new ClientId("site_88_ibfg_back"), format);
    }

    private static Stream<OutboundMessage> all(Presence presence) {
        return Stream.of(presence.will(), presence.birth(NOW), presence.farewell(NOW));
    }

    private static String text(OutboundMessage message) {
        return message.payload().toString();
    }

    private static InboundMessage message(String payload) {
        return message(Buffer.buffer(payload));
    }

    private static InboundMessage message(Buffer payload) {
        return new InboundMessage(TOPIC, payload, QoS.AT_LEAST_ONCE, false, false);
    }
}
