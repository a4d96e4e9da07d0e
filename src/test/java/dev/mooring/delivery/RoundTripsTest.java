package dev.mooring.delivery;

import java.time.Duration;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RoundTripsTest {

    private final RoundTrips roundTrips = new RoundTrips();

    @Test
    void shouldKnowNothingBeforeTheFirst() {
        assertThat(roundTrips.window()).isEmpty();
    }

    @Test
    void shouldShowOne() {
        roundTrips.add(1_234_567);

        assertThat(roundTrips.window()).contains(new RoundTrips.Window(1.235, 1.235, 1.235, 1.235));
    }

    @Test
    void shouldRankThem() {
        for (int i = 1_000; i > 0; i--) {
            add(i);
        }

        assertThat(roundTrips.window()).contains(new RoundTrips.Window(1, 500, 990, 999));
    }

    @Test
    void shouldForgetAllButTheLast() {
        for (int i = 0; i < 5_000; i++) {
            add(7_777);
        }
        for (int i = 1; i <= 1_000; i++) {
            add(i);
        }

        assertThat(roundTrips.window()).contains(new RoundTrips.Window(1_000, 500, 990, 999));
    }

    private void add(int millis) {
        roundTrips.add(Duration.ofMillis(millis).toNanos());
    }
}
