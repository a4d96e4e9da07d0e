package dev.mooring.event;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class EventKeyTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"seq\":7}               | {\"seq\":7,\"more\":true}",
                "{\"seq\":7}               | {\"more\":[1,{\"seq\":3}], \"seq\" : \"7\"}",
                "{\"seq\":\"seven\"}       | {\"seq\":\"seven\",\"n\":1}",
                "{\"a\":{\"seq\":1},\"seq\":2} | {\"seq\":2}",
            })
    void shouldGoByTheSequenceNumberWhereThereIsOne(String data, String same) {
        assertThat(key("stt.final", "17", data)).isEqualTo(key("stt.final", "17", same));
        assertThat(key("stt.final", "17", data)).hasSameHashCodeAs(key("stt.final", "17", same));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"n\":1}",
                "{\"seq\":{\"n\":1}}",
                "{\"seq\":[1]}",
                "{\"seq\":null}",
                "{\"a\":{\"seq\":1}}"
            })
    void shouldGoByTheBytesOfTheDataWhereThereIsNone(String data) {
        EventKey key = key("stt.final", "17", data);

        assertThat(key("stt.final", "17", data)).isEqualTo(key);
        assertThat(key("stt.final", "17", data.replace("{", "{ "))).isNotEqualTo(key);
        assertThat(key("stt.final", "17", "{\"other\":1}")).isNotEqualTo(key);
    }

    @Test
    void shouldTellEventsApart() {
        EventKey key = key("t", "1", "{\"n\":1}");

        assertThat(key("t", "1", "{\"n\":2}")).isNotEqualTo(key);
        assertThat(key("t", "2", "{\"n\":1}")).isNotEqualTo(key);
        assertThat(key("u", "1", "{\"n\":1}")).isNotEqualTo(key);
        assertThat(key("t1", "", "{\"n\":1}", "x")).isNotEqualTo(key("t", "1", "{\"n\":1}", "x"));
        assertThat(key("{\"data\": {\"n\":1} ,\"ts\":9,\"source\":\"other\",\"type\":\"t\",\"id\":\"1\"}"))
                .isEqualTo(key);
    }

    /** Neither one part for another, nor a number for the data that looks like it. */
    @Test
    void shouldNotTakeOneEventForAnother() {
        Set<EventKey> keys = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            for (int j = 0; j < 100; j++) {
                keys.add(key("t" + i, "i" + j, "{\"seq\":" + i + "}"));
                keys.add(key("t", "i" + i, "{\"n\":" + j + "}"));
                keys.add(key("t" + "x".repeat(i), "x".repeat(j) + "i", "{}"));
            }
        }
        assertThat(keys).hasSize(30_000);
    }

    @Test
    void shouldFindTheDataBehindLettersOfSeveralBytes() {
        String head = "\u00fc\u20ac\ud83d\ude80";

        assertThat(key(head, head, "{\"n\":1}")).isEqualTo(key(head, head, "{\"n\":1}"));
        assertThat(key(head, head, "{\"n\":1}")).isNotEqualTo(key(head, head, "{\"n\":2}"));
    }

    private static EventKey key(String type, String id, String data, String instead) {
        return key(type, id.isEmpty() ? instead : id, data);
    }

    private static EventKey key(String type, String id, String data) {
        return key(
                "{\"id\":\"" + id + "\",\"type\":\"" + type + "\",\"ts\":1.5,\"source\":\"s\",\"data\":" + data + "}");
    }

    private static EventKey key(String json) {
        byte[] payload = json.getBytes(UTF_8);
        return EventKey.of(HeadReader.read(payload), payload);
    }
}
