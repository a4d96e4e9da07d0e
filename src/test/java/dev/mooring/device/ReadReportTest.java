package dev.mooring.device;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ReadReportTest {

    private static final String TOPIC = "barn/devices/AA-bb-cc-dd-ee-ff/update-status";
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final String SHA_256 = "ab".repeat(32);

    @Test
    void shouldReadAReport() {
        ReadReport read = read("{\"filename\":\"firmware v1.2.bin\",\"status\":\"Failed\",\"sha256\":\""
                + SHA_256.toUpperCase(Locale.ROOT) + "\",\"text\":\"no room\",\"battery\":{\"v\":3}}");

        assertThat(read)
                .isEqualTo(new ReadReport.Good(new UpdateReport(
                        new MacAddress("aa-bb-cc-dd-ee-ff"),
                        "firmware v1.2.bin",
                        UpdateReport.State.FAILED,
                        SHA_256,
                        "no room",
                        NOW)));
    }

    @Test
    void shouldDoWithoutWhatNeedNotBeSaid() {
        UpdateReport report = good("{\"filename\":\"a.bin\",\"status\":\"downloading\",\"text\":null}");

        assertThat(report.sha256()).isEmpty();
        assertThat(report.text()).isEmpty();
    }

    @Test
    void shouldKnowItsConfigInAnyCase() {
        assertThat(good("{\"filename\":\"AA-BB-CC-dd-ee-ff.JSON\",\"status\":\"updated\"}")
                        .fileName())
                .isEqualTo("aa-bb-cc-dd-ee-ff.json");
    }

    @Test
    void shouldCutALongTextWhereNoCharacterIsCutInTwo() {
        String text = "x".repeat(ReadReport.MAX_TEXT - 1) + "\uD83D\uDE00" + "more";

        assertThat(good("{\"filename\":\"a\",\"status\":\"updated\",\"text\":\"" + text + "\"}")
                        .text())
                .isEqualTo("x".repeat(ReadReport.MAX_TEXT - 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "\"updated\"",
                "{\"filename\":\"a\",\"status\":\"updated\"} x",
                "{\"filename\":\"a\",\"status\":\"updated\",\"status\":\"failed\"}",
                "{\"status\":\"updated\"}",
                "{\"filename\":\"\",\"status\":\"updated\"}",
                "{\"filename\":7,\"status\":\"updated\"}",
                "{\"filename\":\"../a\",\"status\":\"updated\"}",
                "{\"filename\":\".a\",\"status\":\"updated\"}",
                "{\"filename\":\"a\\u0000\",\"status\":\"updated\"}",
                "{\"filename\":\"a\\n\",\"status\":\"updated\"}",
                "{\"filename\":\"caf\u00e9\",\"status\":\"updated\"}",
                "{\"filename\":\"a\"}",
                "{\"filename\":\"a\",\"status\":\"done\"}",
                "{\"filename\":\"a\",\"status\":1}",
                "{\"filename\":\"a\",\"status\":\"updated\",\"sha256\":\"abc\"}",
                "{\"filename\":\"a\",\"status\":\"updated\",\"sha256\":1}",
                "{\"filename\":\"a\",\"status\":\"updated\",\"text\":{}}"
            })
    void shouldRefuseWhatIsNoReport(String payload) {
        assertThat(read(payload)).isInstanceOf(ReadReport.Bad.class);
    }

    @Test
    void shouldRefuseALongNameAndALargePayload() {
        assertThat(read("{\"filename\":\"" + "a".repeat(201) + "\",\"status\":\"updated\"}"))
                .isInstanceOf(ReadReport.Bad.class);
        assertThat(read("{\"filename\":\"a\",\"status\":\"updated\",\"x\":\"" + "y".repeat(8192) + "\"}"))
                .isEqualTo(new ReadReport.Bad("its payload is larger than 8192 bytes"));
    }

    @ParameterizedTest
    @CsvSource({
        "devices/aa-bb-cc-dd-ee/update-status",
        "devices//update-status",
        "update-status",
        "/update-status",
        "devices/aa:bb:cc:dd:ee:ff/update-status"
    })
    void shouldRefuseATopicThatNamesNoDevice(String topic) {
        byte[] payload = "{\"filename\":\"a\",\"status\":\"updated\"}".getBytes(StandardCharsets.UTF_8);

        assertThat(ReadReport.of(topic, payload, NOW)).isEqualTo(new ReadReport.Bad("its topic names no device"));
    }

    private static UpdateReport good(String payload) {
        assertThat(read(payload)).isInstanceOf(ReadReport.Good.class);
        return ((ReadReport.Good) read(payload)).report();
    }

    private static ReadReport read(String payload) {
        return ReadReport.of(TOPIC, payload.getBytes(StandardCharsets.UTF_8), NOW);
    }
}
