package dev.mooring.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.MessageProperties;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicName;
import io.vertx.core.buffer.Buffer;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EventWriterTest {

    private static final JsonMapper MAPPER =
            JsonMapper.builder().findAndAddModules().build();
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2025-10-09T08:53:20.123456789Z"), ZoneOffset.UTC);
    private static final TopicName TOPIC = new TopicName("t");
    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private final JsonNodeFactory json = JsonNodeFactory.instance;

    /** The bytes of the slow, plain way. */
    @Property(tries = 3_000)
    void shouldWriteTheBytesOfTheCodec(
            @ForAll("texts") String id,
            @ForAll("texts") String type,
            @ForAll("texts") String source,
            @ForAll("texts") String name,
            @ForAll("texts") String text) {
        ObjectNode data = json.objectNode().put(name, text).put("n", new BigDecimal("1.50"));
        data.putArray("all").add(text).addNull().add(true);
        Envelope envelope = Envelope.correlated("i" + id, "t" + type, source, data, CLOCK);

        WrittenEvent written = writer(source, EventFormat.ENVELOPE)
                .write(OutgoingEvent.of("topic", "t" + type, data).withCorrelationId("i" + id), true);

        assertThat(new String(written.payload(), UTF_8)).isEqualTo(new String(EnvelopeCodec.encode(envelope), UTF_8));
        assertThat(written.id()).isEqualTo("i" + id);
        assertThat(written.properties()).isEqualTo(MessageProperties.NONE);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings()
                .withCharRange('\u0000', '\u007f')
                .withChars("\"\\\u00fc\u20ac\u2028\uffff")
                .ofMaxLength(400)
                .flatMap(text -> Arbitraries.of(text, text + "\ud83d\ude80"));
    }

    @Property(tries = 500)
    void shouldPutPiecesTogether(@ForAll("texts") String text, @ForAll boolean small) throws Exception {
        byte[] bytes = new JsonPieces(small ? 0 : 10_000)
                .text("a", text)
                .raw("b", "1.5")
                .text("c", text)
                .raw("d", "[]".getBytes(UTF_8))
                .end();

        JsonNode root = MAPPER.readTree(bytes);

        assertThat(root.fieldNames()).toIterable().containsExactly("a", "b", "c", "d");
        assertThat(root.get("a").textValue()).isEqualTo(text);
        assertThat(root.get("c").textValue()).isEqualTo(text);
        assertThat(root.get("d")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2025-10-09T08:53:20Z",
                "2025-10-09T08:53:20.1Z",
                "2025-10-09T08:53:20.000001Z",
                "1970-01-01T00:00:00Z"
            })
    void shouldWriteTheTimeAsTheCodecDoes(String now) {
        Clock clock = Clock.fixed(Instant.parse(now), ZoneOffset.UTC);
        EventWriter writer = new EventWriter(MAPPER, "s", EventFormat.ENVELOPE, clock);

        byte[] payload = writer.write(OutgoingEvent.of("x", "t", Map.of()).withCorrelationId("1"), true)
                .payload();

        assertThat(payload)
                .isEqualTo(EnvelopeCodec.encode(Envelope.correlated("1", "t", "s", json.objectNode(), clock)));
    }

    @Test
    void shouldGiveEachEventAnIdOfItsOwn() {
        EventWriter writer = writer("s", EventFormat.ENVELOPE);
        OutgoingEvent event = OutgoingEvent.of("x", "t", Map.of());

        WrittenEvent first = writer.write(event, true);

        assertThat(first.id())
                .matches("[0-9a-f]{32}")
                .isNotEqualTo(writer.write(event, true).id());
        assertThat(HeadReader.read(first.payload()).id()).isEqualTo(first.id());
    }

    /** JSON could say half a character, UTF-8 and the Python services cannot. */
    @Test
    void shouldRefuseHalfACharacterInTheHead() {
        assertThatThrownBy(
                        () -> writer("s", EventFormat.ENVELOPE).write(OutgoingEvent.of("x", "t\ud800", Map.of()), true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("half a character");
        assertThatThrownBy(() -> writer("s", EventFormat.ENVELOPE)
                        .write(OutgoingEvent.of("x", "t", Map.of()).withCorrelationId("\udc00x"), true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("half a character");
    }

    @ParameterizedTest
    @EnumSource(EventFormat.class)
    void shouldReadBackWhatItWritesInVersion5(EventFormat format) {
        assertRoundTrip(format, true);
    }

    @ParameterizedTest
    @EnumSource(EventFormat.class)
    void shouldReadBackWhatItWritesIn311(EventFormat format) {
        assertRoundTrip(format, false);
    }

    private static void assertRoundTrip(EventFormat format, boolean version5) {
        EventWriter writer = writer("\"s\u00fc\ud83d\ude80", format);
        OutgoingEvent event = OutgoingEvent.of("x", "t\n\"", Map.of("seq", 7, "text", "\ud83d\ude80"));

        for (OutgoingEvent each : new OutgoingEvent[] {
            event,
            event.withCorrelationId("c\u00fc"),
            event.inTrace(new TraceContext(TRACE, "vendor=1")),
            event.inTrace(new TraceContext(TRACE, null)).withCorrelationId("c")
        }) {
            WrittenEvent written = writer.write(each, version5);
            IncomingEvent read = read(written, version5);

            assertThat(read.id()).isEqualTo(written.id());
            assertThat(read.correlationId())
                    .isEqualTo(each.correlationId() == null ? written.id() : each.correlationId());
            assertThat(read.type()).isEqualTo("t\n\"");
            assertThat(read.source()).isEqualTo("\"s\u00fc\ud83d\ude80");
            assertThat(read.time().toEpochMilli()).isEqualTo(CLOCK.millis());
            assertThat(read.data()).isEqualTo(MAPPER.valueToTree(each.data()));
            assertThat(read.head().seq()).isEqualTo("7");
            if (version5 || format != EventFormat.ENVELOPE) {
                assertThat(read.trace().orElse(null)).isEqualTo(TraceContext.of(each.properties()));
            }
        }
    }

    @Test
    void shouldLeaveAnEnvelopeTheFiveKeysAlsoInATrace() throws Exception {
        OutgoingEvent event = OutgoingEvent.of("x", "t", Map.of())
                .inTrace(new TraceContext(TRACE, "a=b"))
                .withCorrelationId("c");

        JsonNode root = MAPPER.readTree(
                writer("s", EventFormat.ENVELOPE).write(event, true).payload());

        assertThat(root.fieldNames()).toIterable().containsExactly("id", "type", "ts", "source", "data");
    }

    @Test
    void shouldWriteStructuredCloudEventsThatTheSpecificationAllows() throws Exception {
        WrittenEvent written = writer("s", EventFormat.CLOUDEVENTS)
                .write(OutgoingEvent.of("x", "t", Map.of("n", 1)).withCorrelationId("c"), true);

        JsonNode root = MAPPER.readTree(written.payload());

        assertThat(root.fieldNames())
                .toIterable()
                .containsExactly(
                        "specversion", "id", "source", "type", "time", "datacontenttype", "correlationid", "data");
        assertThat(root.get("specversion").textValue()).isEqualTo("1.0");
        assertThat(root.get("id").textValue()).matches("[0-9a-f]{32}").isNotEqualTo("c");
        assertThat(root.get("time").textValue()).isEqualTo("2025-10-09T08:53:20.123456789Z");
        assertThat(written.properties().contentType()).isEqualTo("application/cloudevents+json");
    }

    @Test
    void shouldWriteBinaryCloudEventsWithTheDataAlone() {
        WrittenEvent written =
                writer("s", EventFormat.CLOUDEVENTS_BINARY).write(OutgoingEvent.of("x", "t", Map.of("n", 1)), true);

        assertThat(new String(written.payload(), UTF_8)).isEqualTo("{\"n\":1}");
        assertThat(written.properties().contentType()).isEqualTo("application/json");
        assertThat(written.properties().userProperties())
                .contains(
                        new MessageProperties.UserProperty("specversion", "1.0"),
                        new MessageProperties.UserProperty("id", written.id()),
                        new MessageProperties.UserProperty("source", "s"),
                        new MessageProperties.UserProperty("type", "t"));
    }

    private static EventWriter writer(String source, EventFormat format) {
        return new EventWriter(MAPPER, source, format, CLOCK);
    }

    private static IncomingEvent read(WrittenEvent written, boolean version5) {
        return new EventDecoder(MAPPER)
                .decode(new InboundMessage(
                        TOPIC,
                        Buffer.buffer(written.payload()),
                        QoS.AT_LEAST_ONCE,
                        false,
                        false,
                        version5 ? written.properties() : MessageProperties.NONE));
    }
}
