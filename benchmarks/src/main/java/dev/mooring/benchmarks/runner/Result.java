package dev.mooring.benchmarks.runner;

import java.util.Map;

/**
 * What one client process said.
 *
 * @param round   from 1
 * @param of      name of the case
 * @param peer    name of the client
 * @param figures by name; empty when it failed
 * @param failure what went wrong, or an empty text
 */
record Result(int round, String of, String peer, Map<String, Double> figures, String failure) {

    double get(String figure) {
        return figures.getOrDefault(figure, Double.NaN);
    }
}
