package dev.mooring.benchmarks.runner;

import java.util.ArrayList;
import java.util.List;

/** A table in Markdown. */
final class Table {

    private final List<String> titles;
    private final List<String> rows = new ArrayList<>();

    Table(List<String> titles) {
        this.titles = titles;
    }

    void row(String first, List<String> others) {
        rows.add("| " + first + " | " + String.join(" | ", others) + " |");
    }

    void appendTo(StringBuilder text) {
        text.append("| ").append(String.join(" | ", titles)).append(" |\n");
        text.append("|---".repeat(titles.size())).append("|\n");
        rows.forEach(each -> text.append(each).append('\n'));
    }
}
