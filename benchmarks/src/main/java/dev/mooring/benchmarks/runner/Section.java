package dev.mooring.benchmarks.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The part of a document between two markers, which is written by a program. */
record Section(Path document) {

    private static final String BEGIN = "<!-- benchmark: begin -->";
    private static final String END = "<!-- benchmark: end -->";

    static Section of(Path document) {
        return new Section(document);
    }

    /** Replaces it; a document without the markers gets them at its end, and one that is not there is made. */
    void write(String text) throws IOException {
        String old = Files.exists(document) ? Files.readString(document) : "# Performance\n\n";
        int begin = old.indexOf(BEGIN);
        int end = old.indexOf(END);
        String before = begin < 0 ? old : old.substring(0, begin);
        String after = end < 0 ? "\n" : old.substring(end + END.length());
        Files.writeString(document, before + BEGIN + "\n\n" + text + "\n" + END + after);
    }
}
