package dev.mooring.benchmarks.runner;

import java.util.Locale;
import java.util.stream.DoubleStream;

/** Median and range of the rounds. */
record Spread(double median, double min, double max) {

    static Spread of(DoubleStream values) {
        double[] sorted = values.filter(each -> !Double.isNaN(each)).sorted().toArray();
        if (sorted.length == 0) {
            return new Spread(Double.NaN, Double.NaN, Double.NaN);
        }
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    boolean isMissing() {
        return Double.isNaN(median);
    }

    /** The median, and the range where there is one. */
    String text(int decimals) {
        if (isMissing()) {
            return "–";
        }
        String format = "%." + decimals + "f";
        String middle = String.format(Locale.ROOT, format, median);
        if (min == max) {
            return middle;
        }
        return middle + " (" + String.format(Locale.ROOT, format, min) + "–" + String.format(Locale.ROOT, format, max)
                + ")";
    }
}
