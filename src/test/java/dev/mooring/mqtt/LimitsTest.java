package dev.mooring.mqtt;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

/** The limits of a session, and the other numbers that are checked where they are made. */
class LimitsTest {

    @Test
    void shouldTakeTheWholeRange() {
        assertThatNoException().isThrownBy(() -> new Limits(1, 1, 1, 0));
        assertThatNoException().isThrownBy(() -> new Limits(65_535, 65_535, 268_435_455, 65_535));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 1, 0, 'receive-maximum must be 1 to 65535, got: 0'",
        "65536, 1, 1, 0, 'receive-maximum must be 1 to 65535, got: 65536'",
        "1, -1, 1, 0, 'max-inflight must be 1 to 65535, got: -1'",
        "1, 65536, 1, 0, 'max-inflight must be 1 to 65535, got: 65536'",
        "1, 1, 0, 0, 'max-packet-size must be 1 to 268435455, got: 0'",
        "1, 1, 268435456, 0, 'max-packet-size must be 1 to 268435455, got: 268435456'",
        "1, 1, 1, -1, 'topic-aliases must be 0 to 65535, got: -1'",
        "1, 1, 1, 65536, 'topic-aliases must be 0 to 65535, got: 65536'",
    })
    void shouldNameWhatIsOutOfRange(int receive, int inflight, int size, int aliases, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Limits(receive, inflight, size, aliases))
                .withMessage(message);
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, PT1S, PT0S, 'reconnect.min-delay must be positive, got: PT0S'",
        "PT2S, PT1S, PT0S, 'reconnect.max-delay must be at least reconnect.min-delay (PT2S), got: PT1S'",
        "PT1S, PT1S, PT-1S, 'takeover-cooldown must not be negative, got: PT-1S'",
    })
    void shouldNameTheWrongReconnectDelay(Duration min, Duration max, Duration cooldown, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ReconnectOptions(min, max, cooldown))
                .withMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT1S", "PT65535S"})
    void shouldTakeAKeepAliveThatFitsTheWire(Duration keepAlive) {
        assertThat(options(keepAlive).keepAlive()).isEqualTo(keepAlive);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-1S", "PT65536S", "PT0.5S", "PT1.9S"})
    void shouldRefuseAKeepAliveThatDoesNot(Duration keepAlive) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options(keepAlive))
                .withMessageStartingWith("keep-alive must be ")
                .withMessageEndingWith(", got: " + keepAlive);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 3})
    void shouldRefuseAQosThatDoesNotExist(int level) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> QoS.of(level))
                .withMessage("QoS must be 0, 1 or 2, got: " + level);
    }

    private static SessionOptions options(Duration keepAlive) {
        return SessionOptions.to(BrokerUrl.parse("mqtt://host"), new ClientId("client"))
                .withKeepAlive(keepAlive);
    }
}
