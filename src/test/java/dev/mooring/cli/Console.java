package dev.mooring.cli;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Somebody at the command line, who can be a script or sit at a terminal. */
final class Console {

    static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private final Map<String, String> environment = new HashMap<>();
    private boolean interactive;
    private String typed = "";
    private Optional<InputStream> input = Optional.empty();
    private Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private volatile StringWriter out = new StringWriter();
    private volatile StringWriter err = new StringWriter();

    static Console script() {
        return new Console();
    }

    Console with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Sits at a terminal and types that. */
    Console typing(String text) {
        interactive = true;
        typed = text;
        return this;
    }

    /** Has another clock. */
    Console at(Clock time) {
        clock = time;
        return this;
    }

    /** Is a program that says something now and then, and ends when it does. */
    Console hearing(InputStream orders) {
        input = Optional.of(orders);
        return this;
    }

    /** Runs a command and returns its exit code. */
    int run(String... args) {
        out = new StringWriter();
        err = new StringWriter();
        return Mooring.run(
                new Surroundings(
                        input.orElseGet(() -> new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8))),
                        new PrintWriter(out),
                        new PrintWriter(err),
                        interactive,
                        environment,
                        clock,
                        new Random()),
                args);
    }

    /** As {@link #run}, with more arguments in front. */
    int run(List<String> first, String... more) {
        List<String> all = new ArrayList<>(first);
        all.addAll(List.of(more));
        return run(all.toArray(String[]::new));
    }

    String out() {
        return out.toString();
    }

    List<String> lines() {
        return out().lines().toList();
    }

    String err() {
        return err.toString();
    }

    /** What the last command said. */
    @Override
    public String toString() {
        return out() + err();
    }
}
