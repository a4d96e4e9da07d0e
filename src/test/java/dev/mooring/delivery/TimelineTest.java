package dev.mooring.delivery;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TimelineTest {

    private static final long BEGIN = -5_000_000_000L; // System.nanoTime may be negative

    private final Timeline timeline = new Timeline(BEGIN);

    @Test
    void shouldCountInStretches() {
        timeline.acknowledged(at(100));
        timeline.acknowledged(at(2_100));
        timeline.received(at(2_200));

        assertThat(timeline.stretches())
                .containsExactly(
                        new TrialReport.Stretch(0, 1_000, 1, 0),
                        new TrialReport.Stretch(1_000, 1_000, 0, 0),
                        new TrialReport.Stretch(2_000, 1_000, 1, 1));
    }

    @Test
    void shouldKeepTheSumsWhenItJoinsStretches() {
        int seconds = 10_001;
        for (int second = 0; second < seconds; second++) {
            timeline.acknowledged(at(second * 1_000L));
            timeline.acknowledged(at(second * 1_000L + 1));
            timeline.received(at(second * 1_000L + 2));
        }

        List<TrialReport.Stretch> stretches = timeline.stretches();
        assertThat(stretches).hasSizeLessThanOrEqualTo(1_200);
        assertThat(stretches.stream()
                        .mapToLong(TrialReport.Stretch::acknowledged)
                        .sum())
                .isEqualTo(2L * seconds);
        assertThat(stretches.stream().mapToLong(TrialReport.Stretch::received).sum())
                .isEqualTo(seconds);
        assertThat(stretches.get(0)).isEqualTo(new TrialReport.Stretch(0, 16_000, 32, 16));
        assertThat(stretches.get(1).at()).isEqualTo(16_000);
    }

    @Test
    void shouldMeasureTheSilenceAfterEachFault() {
        timeline.received(at(1_000));
        timeline.fault(Fault.PARTITION, at(3_000));
        timeline.received(at(3_400));
        timeline.received(at(3_900));
        timeline.received(at(4_000));
        timeline.fault(Fault.TAKEOVER, at(5_500));
        timeline.received(at(5_600));
        timeline.fault(Fault.KILL_CONNECTION, at(6_000));
        timeline.silent(at(6_700));

        assertThat(timeline.disturbances())
                .containsExactly(
                        new TrialReport.Disturbance(3_000, "partition", 1_500),
                        new TrialReport.Disturbance(5_500, "takeover", 400),
                        new TrialReport.Disturbance(6_000, "kill-connection", 700));
    }

    private static long at(long millis) {
        return BEGIN + TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
