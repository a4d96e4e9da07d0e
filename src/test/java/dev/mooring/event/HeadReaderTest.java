package dev.mooring.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/** The head is read by one, the whole by the other; nobody may notice which of the two it was. */
class HeadReaderTest {

    private static final String SECRET = "swordfish";
    private static final String WHOLE = "{\"id\":\"1\",\"type\":\"a\",\"ts\":1.5,\"source\":\"b\",\"data\":{}}";

    static Stream<String> payloads() {
        return Stream.of(
                        values(
                                "id",
                                "\"\"",
                                "7",
                                "null",
                                "true",
                                "[]",
                                "{}",
                                "\"\\u0000\"",
                                "\"\ud83d\ude80\"",
                                "\"\\ud800\""),
                        values("type", "\"\"", "7", "null", "false", "[1]", "{\"a\":1}", "\"\\x\"", "\"a\nb\""),
                        values("source", "\"\"", "7", "null", "{}", "\"\\/\""),
                        values("ts", "0", "-0", "-1.5", "1", "1e9", "1E-3", "999999999999999", "9999999999999999"),
                        values("ts", "1760000000123456", "1760000000123456.5", "999999999999999.5", "1e15", "1e14"),
                        values("ts", "\"1.5\"", "null", "true", "NaN", "Infinity", "01", "1.", ".5", "+1", "1e", "-"),
                        values(
                                "ts",
                                "1760000000.123456",
                                "1760000000.12345678901234567890",
                                "1e999999999",
                                "1e99999999999"),
                        values("ts", "1." + "0".repeat(40), "1." + "1".repeat(40), "1".repeat(2_000), "1e-999999999"),
                        values(
                                "data",
                                "\"text\"",
                                "null",
                                "[]",
                                "7",
                                "{\"a\":1",
                                "{\"a\"}",
                                "{\"a\":}",
                                "{a:1}",
                                "{'a':1}"),
                        values(
                                "data",
                                "{\"a\":[1,{\"b\":[]}],\"c\":\"}\"}",
                                "{\"a\":1,}",
                                "{\"a\":tru}",
                                "{\"a\":\"\\q\"}"),
                        values(
                                "data",
                                "{\"a\":\"\n\"}",
                                "{\"n\":01}",
                                "{\"n\":1.}",
                                "{\"n\":" + "1".repeat(2_000) + "}"),
                        values("data", deep(98), deep(99), deep(100), deep(10_000)),
                        Stream.of(
                                "",
                                " ",
                                "null",
                                "7",
                                "\"text\"",
                                "[]",
                                "{}",
                                "{",
                                WHOLE + " \n",
                                " \t\r\n" + WHOLE,
                                WHOLE + "x",
                                WHOLE + "{}",
                                WHOLE + ",",
                                WHOLE + "\u0000",
                                "\ufeff" + WHOLE,
                                WHOLE.substring(0, WHOLE.length() - 1),
                                WHOLE.replace("{\"id\"", "{\"extra\":{\"deep\":[1,{\"data\":7}]},\"id\""),
                                WHOLE.replace("{\"id\"", "{\"" + "n".repeat(60_000) + "\":1,\"id\""),
                                WHOLE.replace("{\"id\"", "{\"extra\":" + "[".repeat(10_000) + ",\"id\""),
                                WHOLE.replace("{\"id\"", "{\"id\":\"1\",\"id\""),
                                WHOLE.replace("{\"id\"", "{\"type\":\"1\",\"id\""),
                                WHOLE.replace("{\"id\"", "{\"ts\":1,\"id\""),
                                WHOLE.replace("{\"id\"", "{\"source\":\"\",\"id\""),
                                WHOLE.replace("{\"id\"", "{\"data\":{},\"id\""),
                                WHOLE.replace("{\"id\"", "{\"correlate\":\"x\",\"correlate\":\"y\",\"id\""),
                                WHOLE.replace("{\"id\"", "{\"correlate\":7,\"correlate\":\"y\",\"id\""),
                                WHOLE.replace("{\"id\"", "{\"correlate\":7,\"id\""),
                                WHOLE.replace("{\"id\"", "{\"correlate\":{\"a\":1},\"id\""),
                                WHOLE.replace("{\"id\"", "{\"time\":5,\"traceparent\":[],\"tracestate\":{},\"id\""),
                                WHOLE.replace("\"id\":\"1\",", ""),
                                WHOLE.replace("\"type\":\"a\",", ""),
                                WHOLE.replace("\"ts\":1.5,", ""),
                                WHOLE.replace("\"source\":\"b\",", ""),
                                WHOLE.replace(",\"data\":{}", "")))
                .flatMap(each -> each);
    }

    private static Stream<String> values(String field, String... values) {
        return Stream.of(values).map(value -> WHOLE.replaceFirst("(\"" + field + "\":)(\\{}|[^,}]*)", "$1@@")
                .replace("@@", value));
    }

    private static String deep(int levels) {
        return "{\"in\":".repeat(levels - 1) + "{}" + "}".repeat(levels - 1);
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void shouldAcceptAndRefuseWhatTheCodecDoes(String payload) {
        assertAgreement(payload.getBytes(UTF_8));
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void shouldQuoteNothingOfWhatItRefuses(String payload) {
        String secret = payload.replace("\"b\"", "\"" + SECRET + "\"");

        Throwable refusal = catchThrowable(() -> HeadReader.read(secret.getBytes(UTF_8)));

        if (refusal != null) {
            assertThat(refusal).isInstanceOf(UndecodableException.class).hasNoCause();
            assertThat(refusal).message().isNotBlank().doesNotContain(SECRET);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE", "UTF-16"})
    void shouldRefuseOtherEncodingsThanUtf8(String charset) {
        byte[] payload = WHOLE.getBytes(Charset.forName(charset));

        assertThatThrownBy(() -> HeadReader.read(payload)).isInstanceOf(UndecodableException.class);
        assertAgreement(payload);
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "type", "source", "data", "extra"})
    void shouldRefuseBytesThatAreNoUtf8WhereverTheyStand(String field) {
        String payload = values(field, "data".equals(field) ? "{\"a\":\"\u00e9.\"}" : "\"\u00e9.\"")
                .findFirst()
                .orElseThrow()
                .replace("}}", "},\"extra\":\"" + (field.equals("extra") ? "\u00e9." : "") + "\"}");
        byte[] latin = payload.getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> HeadReader.read(latin)).isInstanceOf(UndecodableException.class);
        assertAgreement(latin);
    }

    @Test
    void shouldFindADuplicateKeyOfTheDataOnlyWhenTheDataIsRead() {
        byte[] payload = WHOLE.replace("{}", "{\"n\":1,\"n\":2}").getBytes(UTF_8);

        EventHead head = HeadReader.read(payload);

        assertThatThrownBy(() -> EnvelopeCodec.data(payload, head.dataStart(), head.dataEnd()))
                .isInstanceOf(UndecodableException.class);
    }

    /** In an envelope, only {@code correlate} means something; {@code correlationid} is what CloudEvents call it. */
    @Test
    void shouldKnowTheCorrelationOfEachFormat() {
        String both = WHOLE.replace("{\"id\"", "{\"correlationid\":\"c\",\"correlate\":\"x\",\"id\"");
        String cloudEvent = both.replace("\"ts\":1.5", "\"specversion\":\"1.0\"");

        assertThat(HeadReader.read(both.getBytes(UTF_8)).correlationId()).isEqualTo("x");
        assertThat(HeadReader.read(cloudEvent.getBytes(UTF_8)).correlationId()).isEqualTo("c");
        assertAgreement(both.getBytes(UTF_8));
    }

    @Property(tries = 2_000)
    void shouldReadTheHeadOfWhateverTheCodecReads(@ForAll("envelopes") byte[] payload) {
        assertAgreement(payload);
        assertThat(HeadReader.read(payload)).isNotNull();
    }

    /** One byte broken: most are refused, and by both. */
    @Property(tries = 5_000)
    void shouldAgreeAboutBrokenBytes(@ForAll("envelopes") byte[] payload, @ForAll int place, @ForAll byte value) {
        byte[] broken = payload.clone();
        broken[Math.floorMod(place, broken.length)] = value;

        assertAgreement(broken);
        assertAgreement(Arrays.copyOf(payload, Math.floorMod(place, payload.length)));
    }

    @Provide
    Arbitrary<byte[]> envelopes() {
        Arbitrary<List<String>> fields = Combinators.combine(text(), text(), time(), text(), data(), text())
                .as((id, type, ts, source, data, correlate) -> List.of(
                        "\"id\":" + quoted(id + "1"),
                        "\"type\":" + quoted("t" + type),
                        "\"ts\":" + ts,
                        "\"source\":" + quoted(source),
                        "\"data\": " + data + " ",
                        correlate.length() < 3 ? "\"x\":null" : "\"correlate\":" + quoted(correlate)));
        return fields.flatMap(Arbitraries::shuffle).map(all -> ("{" + String.join(" ,\n", all) + "}").getBytes(UTF_8));
    }

    private static Arbitrary<String> time() {
        return Arbitraries.of("0", "1760000000.123456", "1760000000", "-1.5", "1.5e9", "0.0000001", "123456789012345");
    }

    private static Arbitrary<String> text() {
        return Arbitraries.strings()
                .withCharRange('\u0000', '\u007f')
                .withChars("\"\\/\u00fc\u20ac\u2028")
                .ofMaxLength(8)
                .flatMap(text -> Arbitraries.of(text, text + "\ud83d\ude80"));
    }

    private static Arbitrary<JsonNode> data() {
        JsonNodeFactory json = JsonNodeFactory.instance;
        Arbitrary<JsonNode> leaf = Arbitraries.oneOf(
                text().map(json::textNode),
                Arbitraries.integers().map(json::numberNode),
                Arbitraries.of(true, false).map(json::booleanNode),
                Arbitraries.just(json.nullNode()));
        Arbitrary<String> name = Arbitraries.oneOf(Arbitraries.of("seq", "id", "data"), text());
        return Arbitraries.maps(
                        name, Arbitraries.oneOf(leaf, leaf.list().ofMaxSize(3).map(all -> json.arrayNode()
                                .addAll(all))))
                .ofMaxSize(4)
                .map(fields -> (ObjectNode) json.objectNode().setAll(fields));
    }

    private static String quoted(String text) {
        return JsonNodeFactory.instance.textNode(text).toString();
    }

    private static void assertAgreement(byte[] payload) {
        ReceivedEnvelope whole = orNull(() -> EnvelopeCodec.decode(payload));
        EventHead head = orNull(() -> HeadReader.read(payload));
        if (whole == null || head == null) {
            assertThat(head != null && hasReadableData(head, payload))
                    .as("head of %s", new String(payload, UTF_8))
                    .isEqualTo(whole != null);
            return;
        }
        Envelope envelope = whole.envelope();
        assertThat(head.id()).isEqualTo(envelope.id());
        assertThat(head.type()).isEqualTo(envelope.type());
        assertThat(head.source()).isEqualTo(envelope.source());
        assertThat(head.time()).isEqualTo(envelope.ts());
        assertThat(head.correlate()).isEqualTo(whole.correlate());
        assertThat(head.correlationId()).isEqualTo(whole.correlationId());
        assertThat(EnvelopeCodec.data(payload, head.dataStart(), head.dataEnd()))
                .isEqualTo(envelope.data());
        JsonNode seq = envelope.data().get("seq");
        assertThat(head.seq()).isEqualTo(seq == null || seq.isNull() || seq.isContainerNode() ? null : seq.asText());
    }

    /** Of the data, the head says only that it is an object; what makes no numbers and no names is told when it is read. */
    private static boolean hasReadableData(EventHead head, byte[] payload) {
        return orNull(() -> EnvelopeCodec.data(payload, head.dataStart(), head.dataEnd())) != null;
    }

    private static <T> @Nullable T orNull(Reading<T> reading) {
        try {
            return reading.read();
        } catch (UndecodableException refused) {
            return null;
        }
    }

    /** What may refuse. */
    private interface Reading<T> {
        T read();
    }
}
