package dev.mooring.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

class EnvelopeCodecTest {

    private static final String SECRET = "swordfish";

    private final JsonNodeFactory json = JsonNodeFactory.instance;

    @Test
    void shouldWriteExactlyTheFiveKeysInTheirOrder() {
        Envelope event = new Envelope(
                "0123456789abcdef0123456789abcdef",
                "my.event",
                new BigDecimal("1760000000.123"),
                "tars-my-service",
                json.objectNode().put("message", "Grüße").put("n", 1));

        assertThat(written(event))
                .isEqualTo("{\"id\":\"0123456789abcdef0123456789abcdef\",\"type\":\"my.event\",\"ts\":1760000000.123,"
                        + "\"source\":\"tars-my-service\",\"data\":{\"message\":\"Grüße\",\"n\":1}}");
    }

    /** What the Python services' strict model does: five fields of these kinds, any further one is an error. */
    @Test
    void shouldPassAStrictReader() throws IOException {
        Clock clock = Clock.fixed(Instant.parse("2025-10-09T08:53:20Z"), ZoneOffset.UTC);

        JsonNode root = new ObjectMapper()
                .readTree(EnvelopeCodec.encode(Envelope.correlated("req-1", "a", "b", json.objectNode(), clock)));

        assertThat(root.fieldNames()).toIterable().containsExactly("id", "type", "ts", "source", "data");
        assertThat(root.get("id").isTextual()).isTrue();
        assertThat(root.get("type").isTextual()).isTrue();
        assertThat(root.get("ts").isFloatingPointNumber()).isTrue();
        assertThat(root.get("source").isTextual()).isTrue();
        assertThat(root.get("data").isObject()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "1760000000.123, 1760000000.123",
        "1.760000000123e9, 1760000000.123",
        "1760000000, 1760000000.0",
        "1e9, 1000000000.0",
        "1760000000.1234567, 1760000000.1234567",
        "0.0000001, 0.0000001",
    })
    void shouldWriteTheTimeAsAPlainDecimal(String read, String written) {
        Envelope event = decoded(envelopeWith("ts", read));

        assertThat(written(event)).contains("\"ts\":" + written + ",");
    }

    /** Such as microseconds, which are no seconds. */
    @ParameterizedTest
    @ValueSource(strings = {"1760000000123456", "1760000000123456.5", "1e15", "-1760000000123456"})
    void shouldRefuseATimeThatIsNoneAlsoWhereItIsOnlyChecked(String ts) {
        assertRefused(bytes(envelopeWith("ts", ts)), "ts of an event must be seconds since the epoch");
        assertThatThrownBy(() -> EnvelopeCodec.checkTime(ts))
                .isInstanceOf(UndecodableException.class)
                .hasMessage("ts of an event must be seconds since the epoch");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1760000000", "1760000000.123456", "999999999999999.5", "1.5e9", "-1.5", "-0"})
    void shouldTakeATimeThatIsOneWhereItIsOnlyChecked(String ts) {
        assertThatCode(() -> EnvelopeCodec.checkTime(ts)).doesNotThrowAnyException();
        assertThat(decoded(envelopeWith("ts", ts)).ts()).isEqualByComparingTo(ts);
    }

    /** Its exponent fits into no number of Java's. */
    @Test
    void shouldRefuseANumberThatIsTooLargeForAny() {
        byte[] data = bytes("{\"swordfish\":1e99999999999}");
        String message = "envelope is nested too deeply or has an oversized name, text or number";

        assertRefused(bytes(envelopeWith("ts", "1e99999999999")), message);
        assertRefused(bytes(envelopeWith("data", new String(data, UTF_8))), message);
        assertThatThrownBy(() -> EnvelopeCodec.data(data, 0, data.length))
                .isInstanceOf(UndecodableException.class)
                .hasMessage("data of an envelope has a key twice or an oversized text or number");
    }

    @Test
    void shouldReadBackWhatItWrote() {
        Envelope event = Envelope.of(
                "my.event",
                "tars",
                json.objectNode().put("text", "\u0000\"\\\ud83d\ude80").put("whole", 1),
                Clock.systemUTC());

        assertThat(EnvelopeCodec.decode(EnvelopeCodec.encode(event)).envelope()).isEqualTo(event);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"n\":1.0}",
                "{\"n\":0.10}",
                "{\"n\":3.141592653589793238462643383279}",
                "{\"n\":123456789012345678901234567890}",
                "{\"z\":1,\"a\":{\"b\":[null,true,\"\"]}}",
            })
    void shouldHandOnDataAsItCame(String data) {
        assertThat(written(decoded(envelopeWith("data", data)))).endsWith("\"data\":" + data + "}");
    }

    @Test
    void shouldIgnoreUnknownKeys() {
        Envelope event = decoded("{\"v\":2,\"id\":\"1\",\"extra\":{\"deep\":[1]},\"type\":\"a\",\"ts\":1.5,"
                + "\"source\":\"b\",\"data\":{},\"trace\":null}");

        assertThat(event).isEqualTo(new Envelope("1", "a", new BigDecimal("1.5"), "b", json.objectNode()));
    }

    @Test
    void shouldTakeKeysInAnyOrderAndAnyIdAndAnEmptySource() {
        Envelope event = decoded("{\"data\":{},\"source\":\"\",\"ts\":1.5,\"type\":\"a\",\"id\":\"not hex at all\"}");

        assertThat(event.id()).isEqualTo("not hex at all");
        assertThat(event.source()).isEmpty();
    }

    @Test
    void shouldReadAForeignCorrelateKeyAndNeverWriteIt() {
        ReceivedEnvelope received = EnvelopeCodec.decode(
                bytes("{\"id\":\"1\",\"type\":\"a\",\"ts\":1.5,\"source\":\"b\",\"data\":{},\"correlate\":\"req-1\"}"));

        assertThat(received.correlate()).isEqualTo("req-1");
        assertThat(received.correlationId()).isEqualTo("req-1");
        assertThat(written(received.envelope())).doesNotContain("correlate", "req-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"correlate\":null", ",\"correlate\":7"})
    void shouldCorrelateByItsIdWithoutACorrelateKey(String correlate) {
        ReceivedEnvelope received = EnvelopeCodec.decode(
                bytes("{\"id\":\"1\",\"type\":\"a\",\"ts\":1.5,\"source\":\"b\",\"data\":{}" + correlate + "}"));

        assertThat(received.correlate()).isNull();
        assertThat(received.correlationId()).isEqualTo("1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "id     | 7             | id of an envelope must be text, got: number",
                "id     | null          | id of an envelope must be text, got: null",
                "id     | \"\"          | id of an event must not be empty",
                "type   | [\"swordfish\"] | type of an envelope must be text, got: array",
                "type   | \"\"          | type of an event must not be empty",
                "ts     | \"swordfish\" | ts of an envelope must be a number, got: string",
                "ts     | \"1.5\"       | ts of an envelope must be a number, got: string",
                "ts     | true          | ts of an envelope must be a number, got: boolean",
                "ts     | 1e999999999   | ts of an event must be seconds since the epoch",
                "source | {}            | source of an envelope must be text, got: object",
                "data   | \"swordfish\" | data of an envelope must be an object, got: string",
                "data   | [\"swordfish\"] | data of an envelope must be an object, got: array",
                "data   | null          | data of an envelope must be an object, got: null",
            })
    void shouldNameTheFieldThatIsWrong(String field, String value, String message) {
        assertRefused(bytes(envelopeWith(field, value)), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "type", "ts", "source", "data"})
    void shouldNameTheFieldThatIsMissing(String field) {
        ObjectNode root = json.objectNode().put("id", "1").put("type", "a").put("ts", 1.5);
        root.put("source", SECRET).set("data", json.objectNode());
        root.remove(field);

        assertThatThrownBy(() -> EnvelopeCodec.decode(bytes(root.toString())))
                .isInstanceOf(UndecodableException.class)
                .hasMessageStartingWith(field + " of an envelope must be ")
                .hasMessageEndingWith(", got: nothing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                  | envelope must be a JSON object, got: nothing",
                "null                | envelope must be a JSON object, got: null",
                "[\"swordfish\"]     | envelope must be a JSON object, got: array",
                "\"swordfish\"       | envelope must be a JSON object, got: string",
                "swordfish           | envelope is not JSON (line 1, column 1)",
                "{\"id\":swordfish}  | envelope is not JSON (line 1, column 7)",
                "{'id':'swordfish'}  | envelope is not JSON (line 1, column 2)",
                "{\"ts\":NaN}        | envelope is not JSON (line 1, column 10)",
                "{\"id\":\"swordfish | envelope is not JSON (line 1, column 17)",
            })
    void shouldRefuseWhatIsNoJsonObject(String payload, String message) {
        assertRefused(bytes(payload), message);
    }

    @Test
    void shouldRefuseWhatCouldBeReadInTwoWays() {
        String message = "envelope has a key twice or goes on after its end";

        assertRefused(bytes(envelopeWith("data", "{\"swordfish\":1,\"swordfish\":2}")), message);
        assertRefused(bytes(envelopeWith("data", "{}") + "{\"swordfish\":1}"), message);
    }

    @Test
    void shouldRefuseBytesThatAreNoUtf8() {
        assertRefused(
                envelopeWith("source", "\"swordfish\u00e9\"").getBytes(StandardCharsets.ISO_8859_1),
                "envelope is not JSON");
    }

    /** RFC 8259, section 8.1: JSON between systems is UTF-8. The head of others could not be found. */
    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE"})
    void shouldRefuseOtherEncodings(String charset) {
        assertRefused(
                envelopeWith("source", "\"swordfish\"").getBytes(Charset.forName(charset)), "envelope is not JSON");
    }

    @Test
    void shouldRefuseDataThatIsNestedTooDeeply() {
        String deep = "{\"swordfish\":".repeat(200) + "1" + "}".repeat(200);

        assertRefused(bytes(envelopeWith("data", deep)), "envelope is nested too deeply");
    }

    @Test
    void shouldSurviveNestingThatWouldOverflowTheStack() {
        assertRefused(bytes("[".repeat(1_000_000)), "envelope is nested too deeply");
    }

    /** Escaped, as Python does it: as raw bytes it would be no UTF-8. */
    @Test
    void shouldWriteHalfACharacterEscaped() {
        Envelope event = Envelope.of("my.event", "tars\ud800", json.objectNode(), Clock.systemUTC());

        assertThat(written(event)).contains("\"source\":\"tars\\uD800\"");
        assertThat(decoded(written(event))).isEqualTo(event);
    }

    @Test
    void shouldReadTheDeepestDataThatItWritesAndWriteNoneDeeper() {
        Envelope deepest = Envelope.of("my.event", "tars", nested(99), Clock.systemUTC());
        Envelope deeper = Envelope.of("my.event", "tars", nested(100), Clock.systemUTC());

        assertThat(decoded(written(deepest))).isEqualTo(deepest);
        assertThatThrownBy(() -> EnvelopeCodec.encode(deeper))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("event of type 'my.event' cannot be written as JSON");
    }

    private ObjectNode nested(int levels) {
        ObjectNode root = json.objectNode();
        ObjectNode inner = root;
        for (int level = 1; level < levels; level++) {
            inner = inner.putObject("in");
        }
        return root;
    }

    private static void assertRefused(byte[] payload, String message) {
        Throwable refusal = catchThrowable(() -> EnvelopeCodec.decode(payload));

        assertThat(refusal)
                .isInstanceOf(UndecodableException.class)
                .hasMessageStartingWith(message)
                .hasNoCause();
        assertThat(refusal).message().doesNotContain(SECRET);
    }

    private static String envelopeWith(String field, String value) {
        String whole = "{\"id\":\"1\",\"type\":\"a\",\"ts\":1.5,\"source\":\"b\",\"data\":{}}";
        return whole.replaceFirst("(\"" + field + "\":)(\\{}|[^,}]*)", "$1" + value.replace("\\", "\\\\"));
    }

    private static Envelope decoded(String payload) {
        return EnvelopeCodec.decode(bytes(payload)).envelope();
    }

    private static String written(Envelope event) {
        return new String(EnvelopeCodec.encode(event), UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
