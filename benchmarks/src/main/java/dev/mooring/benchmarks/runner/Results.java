package dev.mooring.benchmarks.runner;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/** All results of a run, and questions to them. Ratios are taken within a round, and the median over the rounds. */
final class Results {

    private final List<Result> all = new ArrayList<>();

    void add(Result result) {
        all.add(result);
    }

    /** Whatever was measured of that case. */
    List<Result> of(String name) {
        return all.stream().filter(each -> each.of().equals(name)).toList();
    }

    Optional<Result> find(int round, String name, String peer) {
        return all.stream()
                .filter(each -> each.round() == round
                        && each.of().equals(name)
                        && each.peer().equals(peer)
                        && !each.figures().isEmpty())
                .findFirst();
    }

    double figure(int round, String name, String peer, String figure) {
        return find(round, name, peer).map(each -> each.get(figure)).orElse(Double.NaN);
    }

    Spread spread(String name, String peer, String figure) {
        return overRounds(round -> figure(round, name, peer, figure));
    }

    /** CPU per message beyond that of the baseline in the same round, in µs. */
    double overhead(int round, String name, String peer) {
        return figure(round, name, peer, "cpuMicros") - figure(round, name, Case.BASELINE, "cpuMicros");
    }

    Spread overhead(String name, String peer) {
        return overRounds(round -> overhead(round, name, peer));
    }

    /** How one peer stands to another, by what is measured in a round. */
    Spread ratio(String peer, String other, BiFunction<Integer, String, Double> measure) {
        return overRounds(round -> measure.apply(round, peer) / measure.apply(round, other));
    }

    /** The peer with the smallest median of a figure; one that lost messages on the way did not do the work. */
    Optional<String> best(String name, List<String> peers, String figure) {
        return peers.stream()
                .filter(peer -> !spread(name, peer, figure).isMissing() && !hasDropped(name, peer))
                .min(Comparator.comparingDouble(
                        peer -> spread(name, peer, figure).median()));
    }

    private boolean hasDropped(String name, String peer) {
        return of(name).stream()
                .filter(each -> each.peer().equals(peer) && !each.figures().isEmpty())
                .anyMatch(each -> each.get("dropped") > 0);
    }

    private Spread overRounds(java.util.function.IntToDoubleFunction value) {
        int rounds = all.stream().mapToInt(Result::round).max().orElse(0);
        return Spread.of(IntStream.rangeClosed(1, rounds).mapToDouble(value));
    }
}
