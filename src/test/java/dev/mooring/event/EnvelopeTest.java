package dev.mooring.event;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EnvelopeTest {

    private static final Clock NOW = clock("2025-10-09T08:53:20.123Z");

    private final ObjectNode data = JsonNodeFactory.instance.objectNode().put("message", "Hello MQTT!");

    @Test
    void shouldGiveEachNewEventItsOwnIdOf32HexDigits() {
        Envelope first = Envelope.of("my.event", "tars", data, NOW);
        Envelope second = Envelope.of("my.event", "tars", data, NOW);

        assertThat(first.id()).matches("[0-9a-f]{32}").isNotEqualTo(second.id());
    }

    @Test
    void shouldCarryTheCorrelationIdAsItsId() {
        Envelope reply = Envelope.correlated("req-1", "llm.response", "llm", data, NOW);

        assertThat(reply.id()).isEqualTo("req-1");
        assertThat(reply.type()).isEqualTo("llm.response");
        assertThat(reply.source()).isEqualTo("llm");
    }

    @ParameterizedTest
    @CsvSource({
        "2025-10-09T08:53:20Z,           1760000000.0",
        "2025-10-09T08:53:20.123Z,       1760000000.123",
        "2025-10-09T08:53:20.100Z,       1760000000.1",
        "2025-10-09T08:53:20.000001999Z, 1760000000.000001",
        "1970-01-01T00:00:00Z,           0.0",
    })
    void shouldStampSecondsSinceTheEpochToTheMicrosecond(String now, String ts) {
        Envelope event = Envelope.of("my.event", "tars", data, clock(now));

        assertThat(event.ts().toString()).isEqualTo(ts);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.76e9", "1760000000", "1760000000.0", "1760000000.000", "1760000000000e-3"})
    void shouldHaveOneFormForOneTime(String ts) {
        assertThat(event(new BigDecimal(ts)).ts()).isEqualTo(new BigDecimal("1760000000.0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e15", "1e999999999", "-1e15", "1e-31", "1e-999999999"})
    void shouldRefuseWhatIsNoTime(String ts) {
        assertThatThrownBy(() -> event(new BigDecimal(ts)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ts of an event must be seconds since the epoch");
    }

    @Test
    void shouldRefuseAnEmptyIdAndAnEmptyType() {
        assertThatThrownBy(() -> new Envelope("", "my.event", BigDecimal.ONE, "tars", data))
                .hasMessage("id of an event must not be empty");
        assertThatThrownBy(() -> new Envelope("1", "", BigDecimal.ONE, "tars", data))
                .hasMessage("type of an event must not be empty");
    }

    @Test
    void shouldNotChangeWithTheDataItWasMadeOf() {
        Envelope event = Envelope.of("my.event", "tars", data, NOW);

        data.put("message", "changed");

        assertThat(event.data().path("message").textValue()).isEqualTo("Hello MQTT!");
    }

    @Test
    void shouldNotChangeWithTheDataItGaveAway() {
        Envelope event = Envelope.of("my.event", "tars", data, NOW);

        event.data().put("message", "changed");

        assertThat(event.data().path("message").textValue()).isEqualTo("Hello MQTT!");
    }

    @Test
    void shouldKeepItsContentOutOfLogs() {
        assertThat(Envelope.of("my.event", "tars", data, NOW).toString())
                .contains("my.event", "1760000000.123")
                .doesNotContain("Hello");
    }

    private Envelope event(BigDecimal ts) {
        return new Envelope("1", "my.event", ts, "tars", data);
    }

    private static Clock clock(String now) {
        return Clock.fixed(Instant.parse(now), ZoneOffset.UTC);
    }
}
