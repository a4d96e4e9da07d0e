package dev.mooring.event;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

class EventDataTest {

    private static final String SECRET = "swordfish";

    private final EventData data =
            new EventData(JsonMapper.builder().findAndAddModules().build());

    /** As users have them. */
    public record Reading(String sensor, double value, List<Integer> raw) {}

    /** As users have them. */
    public static final class Bean {
        private String name = "";

        public String getName() {
            return name;
        }

        public void setName(String newName) {
            name = newName;
        }
    }

    /** Says too much. */
    public static final class Failing {
        private final String secret = SECRET;

        public String getSecret() {
            if (!secret.isEmpty()) {
                throw new IllegalStateException("the secret is " + secret);
            }
            return secret;
        }
    }

    /** Holds itself. */
    public static final class Knot {
        public Knot getSelf() {
            return this;
        }
    }

    static Stream<Object> objects() {
        Bean bean = new Bean();
        bean.setName("n");
        return Stream.of(
                Map.of("name", "n"),
                bean,
                new JsonObject().put("name", "n"),
                JsonNodeFactory.instance.objectNode().put("name", "n"));
    }

    @ParameterizedTest
    @MethodSource("objects")
    void shouldWriteObjectsOfEachKind(Object object) {
        assertThat(written(object)).isEqualTo("{\"name\":\"n\"}");
    }

    @Test
    void shouldWriteRecords() {
        assertThat(written(new Reading("t1", 0.5, List.of(1, 2))))
                .isEqualTo("{\"sensor\":\"t1\",\"value\":0.5,\"raw\":[1,2]}");
    }

    @Test
    void shouldWriteWhatIsInsideOfJsonObjectsOfVertx() {
        JsonObject nested = new JsonObject()
                .put("in", new JsonObject().put("n", 1))
                .put("all", new JsonArray().add(new JsonObject().put("x", true)).add(2));

        assertThat(written(nested)).isEqualTo("{\"in\":{\"n\":1},\"all\":[{\"x\":true},2]}");
        assertThat(written(Map.of("in", new JsonObject().put("n", 1)))).isEqualTo("{\"in\":{\"n\":1}}");
    }

    @Test
    void shouldWriteNumbersAsTheyAre() {
        assertThat(written(Map.of("n", new BigDecimal("0.10")))).isEqualTo("{\"n\":0.10}");
        assertThat(written(Map.of("n", Long.MIN_VALUE))).isEqualTo("{\"n\":-9223372036854775808}");
        assertThat(written(Map.of("n", new double[] {1.5, -0.0}))).isEqualTo("{\"n\":[1.5,-0.0]}");
    }

    static Stream<Object> notFinite() {
        return Stream.of(
                        Double.NaN,
                        Double.POSITIVE_INFINITY,
                        Double.NEGATIVE_INFINITY,
                        Float.NaN,
                        Float.NEGATIVE_INFINITY)
                .flatMap(number -> Stream.of(
                        number,
                        List.of(1.0, number),
                        new double[] {1, number.doubleValue()},
                        new float[] {number.floatValue()},
                        new Double[] {number.doubleValue()},
                        Map.of("in", number),
                        new JsonObject().put("in", number),
                        Optional.of(number),
                        JsonNodeFactory.instance.numberNode(number.doubleValue()),
                        JsonNodeFactory.instance.numberNode(number.floatValue()),
                        new Reading(SECRET, number.doubleValue(), List.of())));
    }

    @ParameterizedTest
    @MethodSource("notFinite")
    void shouldRefuseNumbersThatAreNotFinite(Object value) {
        assertRefused(Map.of("secret", SECRET, "value", value), "cannot be written as JSON: a number is not finite");
    }

    /** Jackson would quote them; then they look like text to the reader. */
    @Test
    void shouldRefuseThemAlsoWhereTheMapperWouldNot() {
        EventData lenient = new EventData(new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT));

        assertThatThrownBy(() -> lenient.json("t", Map.of("n", Double.NaN)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("data of an event of type 't' cannot be written as JSON: a number is not finite");
    }

    @Test
    void shouldRefuseObjectsThatHoldThemselves() {
        Map<String, Object> map = new HashMap<>();
        map.put("self", map);
        List<Object> list = new ArrayList<>();
        list.add(list);

        assertRefused(new Knot(), "cannot be written as JSON: ");
        assertRefused(map, "cannot be written as JSON: ");
        assertRefused(Map.of("list", list), "cannot be written as JSON: ");
    }

    static Stream<Object> noObjects() {
        return Stream.of("text", 7, 1.5, true, 'c', List.of(), new int[] {1}, new JsonArray().add(1), Optional.empty());
    }

    @ParameterizedTest
    @MethodSource("noObjects")
    void shouldRefuseWhatIsNoObject(Object value) {
        assertRefused(value, "must be a JSON object, got: " + value.getClass().getSimpleName());
    }

    /** Escaped, as {@link EnvelopeCodec} and Python do it: as raw bytes it would be no UTF-8. */
    @Test
    void shouldWriteHalfACharacterEscaped() {
        byte[] json = data.json("t", Map.of("text", "a\ud800"));

        assertThat(new String(json, UTF_8)).isEqualTo("{\"text\":\"a\\uD800\"}");
        assertThat(EnvelopeCodec.data(json, 0, json.length).get("text").textValue())
                .isEqualTo("a\ud800");
    }

    /** As the Python services write them, and as everybody counts bytes. */
    @Test
    void shouldWriteWholeCharactersAsTheyAre() {
        assertThat(written(Map.of("\ud83d\ude80", "Gr\u00fc\u00dfe \ud83d\ude80")))
                .isEqualTo("{\"\ud83d\ude80\":\"Gr\u00fc\u00dfe \ud83d\ude80\"}");
    }

    @Test
    void shouldWriteDataAsDeepAsItIsReadAndNoneDeeper() {
        byte[] deepest = data.json("t", nested(99));

        assertThat(EnvelopeCodec.data(deepest, 0, deepest.length)).isNotNull();
        assertRefused(nested(100), "cannot be written as JSON: ");
        assertRefused(nested(200), "cannot be written as JSON: ");
        assertRefused(nested(10_000), "cannot be written as JSON: ");
    }

    @Test
    void shouldQuoteNothingOfABeanThatFails() {
        assertRefused(new Failing(), "");
    }

    @Test
    void shouldWriteOnOneLineWhateverTheMapperSays() {
        EventData indenting = new EventData(new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT));

        assertThat(new String(indenting.json("t", Map.of("a", List.of(1))), UTF_8))
                .isEqualTo("{\"a\":[1]}");
    }

    @Test
    void shouldPutPartsTogetherAsTheyWere() {
        Object part = data.part("batch", Map.of("text", "\ud83d\ude80\""));

        assertThat(written(Map.of("items", Arrays.asList(part, data.part("batch", 7)))))
                .isEqualTo("{\"items\":[{\"text\":\"\ud83d\ude80\\\"\"},7]}");
        assertThatThrownBy(() -> data.part("batch", Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Map<String, Object> nested(int levels) {
        Map<String, Object> inner = new HashMap<>();
        for (int i = 1; i < levels; i++) {
            Map<String, @Nullable Object> outer = new HashMap<>();
            outer.put("in", inner);
            inner = outer;
        }
        return inner;
    }

    private String written(Object object) {
        return new String(data.json("t", object), UTF_8);
    }

    private void assertRefused(Object object, String why) {
        Throwable refusal = catchThrowable(() -> data.json("t", object));

        assertThat(refusal)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("data of an event of type 't' " + why)
                .hasNoCause();
        assertThat(refusal).message().doesNotContain(SECRET);
    }
}
