package dev.mooring.security;

import dev.mooring.security.Attempts.Claim;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AttemptsTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final ClientAddress HERE = new ClientAddress("192.0.2.1");
    private static final Claim OPERATOR = new Claim("operator", HERE);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private long now = Long.MAX_VALUE - 1; // a reading of nanoTime may be anything, and overflow
    private Attempts attempts = attempts();

    @BeforeEach
    void begin() {
        attempts = attempts();
    }

    private Attempts attempts() {
        return new Attempts(new Defaults(), registry, () -> now);
    }

    @Test
    void shouldLockAUserAfterFiveFailures() {
        fail(OPERATOR, 4);
        assertThat(attempts.lockedFor(OPERATOR)).isZero();

        fail(OPERATOR, 1);

        assertThat(attempts.lockedFor(OPERATOR)).isEqualTo(MINUTE);
        assertThat(attempts.begin(OPERATOR)).isFalse();
        assertThat(registry.get("mooring.security.logins.refused")
                        .tag("reason", "failed")
                        .counter()
                        .count())
                .isEqualTo(5);
        assertThat(registry.get("mooring.security.logins.refused")
                        .tag("reason", "locked")
                        .counter()
                        .count())
                .isEqualTo(2);
        pass(MINUTE);
        assertThat(attempts.lockedFor(OPERATOR)).isZero();
        assertThat(attempts.begin(OPERATOR)).isTrue();
    }

    @Test
    void shouldLockTwiceAsLongEachTimeAndNoLongerThanTheLongest() {
        for (int minutes : new int[] {1, 2, 4, 8, 15, 15}) {
            fail(OPERATOR, 5);
            assertThat(attempts.lockedFor(OPERATOR)).isEqualTo(Duration.ofMinutes(minutes));
            pass(Duration.ofMinutes(minutes));
        }
    }

    @Test
    void shouldNotLockForFailuresThatAreFarApart() {
        for (int i = 0; i < 20; i++) {
            fail(OPERATOR, 1);
            pass(Duration.ofMinutes(2));
        }

        assertThat(attempts.lockedFor(OPERATOR)).isZero();
    }

    @Test
    void shouldForgetFailuresAfterASuccess() {
        for (int i = 0; i < 40; i++) {
            fail(OPERATOR, 4);
            assertThat(attempts.begin(OPERATOR)).isTrue();
            attempts.succeeded(OPERATOR);
            assertThat(attempts.lockedFor(OPERATOR)).isZero();
            pass(Duration.ofMinutes(1));
        }
    }

    @Test
    void shouldNotLookAtMoreGuessesThatComeTogether() {
        int looked = 0;
        for (int i = 0; i < 100; i++) {
            looked += attempts.begin(OPERATOR) ? 1 : 0;
        }

        assertThat(looked).isEqualTo(5);
    }

    @Test
    void shouldLeaveTheUserAloneEverywhereElse() {
        fail(OPERATOR, 5);

        assertThat(attempts.lockedFor(new Claim("operator", new ClientAddress("192.0.2.2"))))
                .isZero();
        assertThat(attempts.lockedFor(new Claim("viewer", HERE))).isZero();
    }

    @Test
    void shouldLockAnAddressThatTriesManyNames() {
        for (int i = 0; i < 50; i++) {
            assertThat(attempts.begin(new Claim("user" + i, HERE))).isTrue();
        }

        assertThat(attempts.begin(OPERATOR)).isFalse();
        assertThat(attempts.lockedFor(OPERATOR)).isEqualTo(MINUTE);
        assertThat(attempts.lockedFor(new Claim("operator", new ClientAddress("192.0.2.2"))))
                .isZero();
    }

    @Test
    void shouldNotHoldAgainstAnAddressWhatIsNotLookedAt() {
        fail(OPERATOR, 5);
        for (int i = 0; i < 100; i++) {
            assertThat(attempts.begin(OPERATOR)).isFalse();
        }

        assertThat(attempts.lockedFor(new Claim("viewer", HERE))).isZero();
    }

    @Test
    void shouldNotLetAGoodUserWashAnAddressClean() {
        for (int i = 0; i < 49; i++) {
            fail(new Claim("user" + i, HERE), 1);
            attempts.begin(OPERATOR);
            attempts.succeeded(OPERATOR);
        }
        fail(new Claim("last", HERE), 1);

        assertThat(attempts.lockedFor(OPERATOR)).isEqualTo(MINUTE);
    }

    private void fail(Claim claim, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(attempts.begin(claim)).isTrue();
            attempts.failed(claim);
        }
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private record Defaults() implements SecurityConfig.Lockout {
        @Override
        public int failures() {
            return 5;
        }

        @Override
        public int addressFailures() {
            return 50;
        }

        @Override
        public Duration window() {
            return Duration.ofMinutes(5);
        }

        @Override
        public Duration duration() {
            return MINUTE;
        }

        @Override
        public Duration maxDuration() {
            return Duration.ofMinutes(15);
        }
    }
}
