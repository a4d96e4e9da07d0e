package dev.mooring.delivery;

import java.time.Duration;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LatenciesTest {

    private static final Percentage TWO_DIGITS = Percentage.withPercentage(1);

    private final Latencies latencies = new Latencies();

    @Test
    void shouldTellPercentilesInMilliseconds() {
        for (int millis = 1; millis <= 1_000; millis++) {
            latencies.record(Duration.ofMillis(millis).toNanos());
        }

        TrialReport.Latency figures = latencies.figures();

        assertThat(figures.count()).isEqualTo(1_000);
        assertThat(figures.p50()).isCloseTo(500, TWO_DIGITS);
        assertThat(figures.p99()).isCloseTo(990, TWO_DIGITS);
        assertThat(figures.p999()).isCloseTo(999, TWO_DIGITS);
        assertThat(figures.max()).isCloseTo(1_000, TWO_DIGITS);
        assertThat(figures.curve().stream().map(TrialReport.Point::millis)).isSorted();
        assertThat(figures.curve().get(figures.curve().size() - 1).percentile()).isEqualTo(100);
    }

    @Test
    void shouldTakeWhatIsOutOfRangeAsItsEnd() {
        latencies.record(-1);
        latencies.record(Duration.ofDays(1).toNanos());

        assertThat(latencies.figures().count()).isEqualTo(2);
        assertThat(latencies.figures().max()).isCloseTo(3_600_000, TWO_DIGITS);
    }

    @Test
    void shouldHaveFiguresOfNothing() {
        assertThat(latencies.figures().count()).isZero();
        assertThat(latencies.figures().max()).isZero();
    }
}
