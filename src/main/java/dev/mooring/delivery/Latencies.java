package dev.mooring.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * How long things took, from when they were due: who waits because a burst began late is counted as waiting (no coordinated
 * omission). In microseconds up to an hour, two digits exact, in constant memory. Not thread-safe.
 */
final class Latencies {

    private static final long LONGEST_MICROS = TimeUnit.HOURS.toMicros(1);
    private static final int DIGITS = 2;
    private static final int TICKS = 5;
    private static final double MICROS = 1_000.0;

    private final Histogram histogram = new Histogram(LONGEST_MICROS, DIGITS);

    void record(long nanos) {
        histogram.recordValue(Math.min(LONGEST_MICROS, Math.max(0, nanos / 1_000)));
    }

    TrialReport.Latency figures() {
        return new TrialReport.Latency(
                histogram.getTotalCount(), at(50), at(99), at(99.9), histogram.getMaxValue() / MICROS, curve());
    }

    private double at(double percentile) {
        return histogram.getValueAtPercentile(percentile) / MICROS;
    }

    private List<TrialReport.Point> curve() {
        List<TrialReport.Point> points = new ArrayList<>();
        for (HistogramIterationValue each : histogram.percentiles(TICKS)) {
            points.add(new TrialReport.Point(each.getPercentileLevelIteratedTo(), each.getValueIteratedTo() / MICROS));
        }
        return points;
    }
}
