package dev.mooring.event;

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
                "{\"seq\":7}               | 7",
                "{\"seq\":\"seven\"}       | seven",
                "{\"seq\":-1.50}           | -1.50",
                "{\"a\":{\"seq\":1},\"seq\":2,\"b\":[{\"seq\":3}]} | 2",
            })
    void shouldNameTheSequenceNumberWhereThereIsOne(String data, String seq) {
        assertThat(key("stt.final", "17", data)).isEqualTo("stt.final|17|seq=" + seq);
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
    void shouldDigestTheDataWhereThereIsNone(String data) {
        assertThat(key("stt.final", "17", data)).matches("stt\\.final\\|17\\|hash=[0-9a-f]{32}");
    }

    /** SHA-256 of the two bytes, its first half: as any other tool computes it. */
    @Test
    void shouldDigestWithSha256() {
        assertThat(key("t", "1", "{}")).isEqualTo("t|1|hash=44136fa355b3678a1146ad16f7e8649e");
    }

    @Test
    void shouldDigestTheDataAloneAndAllOfIt() {
        String key = key("t", "1", "{\"n\":1}");

        assertThat(key("t", "1", "{\"n\":2}")).isNotEqualTo(key);
        assertThat(key("t", "2", "{\"n\":1}")).isNotEqualTo(key);
        assertThat(key("u", "1", "{\"n\":1}")).isNotEqualTo(key);
        assertThat(key("{\"data\": {\"n\":1} ,\"ts\":9,\"source\":\"other\",\"type\":\"t\",\"id\":\"1\"}"))
                .isEqualTo(key);
    }

    @Test
    void shouldFindTheDataBehindLettersOfSeveralBytes() {
        String head = "\u00fc\u20ac\ud83d\ude80";

        assertThat(key(head, head, "{\"n\":1}"))
                .isEqualTo(head + "|" + head + key("t", "1", "{\"n\":1}").substring(3));
    }

    private static String key(String type, String id, String data) {
        return key(
                "{\"id\":\"" + id + "\",\"type\":\"" + type + "\",\"ts\":1.5,\"source\":\"s\",\"data\":" + data + "}");
    }

    private static String key(String payload) {
        byte[] bytes = payload.getBytes(UTF_8);
        return EventKey.of(HeadReader.read(bytes), bytes);
    }
}
