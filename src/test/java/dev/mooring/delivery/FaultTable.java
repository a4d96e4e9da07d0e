package dev.mooring.delivery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** What the faults did, as a table for people: a line for each row and direction. */
final class FaultTable {

    private final List<String> lines = new ArrayList<>(List.of(
            "| faults | how often | direction | messages | reported | lost | duplicated | reordered |",
            "|---|---|---|---|---|---|---|---|"));

    /** Adds a line over all topics of one direction. */
    void add(FaultRow row, Map<Strike, Integer> struck, String direction, List<FaultRun.Judged> verdicts) {
        String times = new TreeMap<>(struck).toString().replaceAll("[{}]", "");
        lines.add("| %s | %s | %s | %d | %d | %d | %d | %d |"
                .formatted(
                        row,
                        times,
                        direction,
                        sum(verdicts, Verdict::attempted),
                        sum(verdicts, Verdict::acknowledged),
                        sum(verdicts, Verdict::lost),
                        sum(verdicts, Verdict::duplicated),
                        sum(verdicts, Verdict::reordered)));
    }

    void writeTo(Path file) {
        try {
            Files.write(file, lines);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    private static long sum(List<FaultRun.Judged> verdicts, ToLongFunction<Verdict> what) {
        return verdicts.stream().map(FaultRun.Judged::verdict).mapToLong(what).sum();
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
