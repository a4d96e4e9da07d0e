package dev.mooring.benchmarks.runner;

import java.util.ArrayList;
import java.util.List;

/**
 * One thing that is measured for every peer that can do it.
 *
 * @param name        as it is selected with {@code --case}
 * @param kind        of measurement, as the client process calls it
 * @param qos         quality of service
 * @param size        bytes of a payload
 * @param connections how many
 * @param work        whether envelopes are read and written, or payloads only passed on
 * @param peers       who takes part
 * @param everyRound  whether it is measured in every round, or in the first alone
 */
record Case(
        String name,
        String kind,
        int qos,
        int size,
        int connections,
        boolean work,
        List<String> peers,
        boolean everyRound) {

    static final String BASELINE = "baseline";
    static final String MOORING = "mooring";
    static final String MOORING_CHANNEL = "mooring-channel";
    static final String JACKSON = "jackson";
    static final String EVENT_CLIENT = "event-client";
    static final String CHECKER = "checker";
    static final String STOCK_CHANNEL = "smallrye-channel";

    /** The size of the envelope that the bars speak of. */
    static final int ENVELOPE = 220;

    static final int MANY = 1000;

    private static final List<String> ALL = List.of(
            BASELINE,
            "netty",
            "vertx",
            "hivemq3",
            "hivemq5",
            "hivemq5-async",
            "paho3",
            "paho5",
            MOORING,
            "mooring3",
            STOCK_CHANNEL,
            MOORING_CHANNEL);
    /** The stock connector subscribes with QoS 0 and 1 only. */
    private static final List<String> WITHOUT_STOCK =
            ALL.stream().filter(each -> !each.equals(STOCK_CHANNEL)).toList();

    private static final List<String> SOME =
            List.of(BASELINE, "netty", "vertx", "hivemq5", "paho5", MOORING, STOCK_CHANNEL, MOORING_CHANNEL);
    private static final List<String> WITHOUT_CHANNELS =
            List.of(BASELINE, "netty", "vertx", "hivemq3", "hivemq5", "paho3", "paho5", MOORING);
    private static final List<String> CLIENTS =
            List.of("netty", "vertx", "hivemq3", "hivemq5", "paho3", "paho5", MOORING);
    private static final List<String> THAT_RECONNECT = List.of("hivemq3", "hivemq5", "paho3", "paho5", MOORING);
    private static final List<String> LATENCY = ALL.subList(1, ALL.size());

    /** All cases. */
    static List<Case> all() {
        List<Case> all = new ArrayList<>();
        for (String kind : List.of("IN", "OUT")) {
            for (int qos = 0; qos <= 2; qos++) {
                List<String> peers = kind.equals("IN") && qos == 2 ? WITHOUT_STOCK : ALL;
                all.add(new Case(name(kind, qos, ""), kind, qos, ENVELOPE, 1, true, peers, true));
            }
        }
        for (String kind : List.of("IN", "OUT")) {
            for (int size : List.of(64, 256, 16 << 10)) {
                all.add(new Case(name(kind, 1, "-" + size), kind, 1, size, 1, true, SOME, false));
            }
            all.add(new Case(name(kind, 1, "-1000c"), kind, 1, ENVELOPE, MANY, true, WITHOUT_CHANNELS, false));
            all.add(new Case(name(kind, 1, "-bare"), kind, 1, ENVELOPE, 1, false, CLIENTS, false));
        }
        all.add(new Case("event", "EVENT", 1, ENVELOPE, 1, true, List.of(JACKSON, "codec", EVENT_CLIENT), true));
        all.add(new Case("checker", "CHECKER", 1, 0, 1, false, List.of(CHECKER), true));
        all.add(new Case("latency", "LATENCY", 1, ENVELOPE, 1, true, LATENCY, true));
        all.add(new Case("connections", "CONNECTIONS", 0, 0, MANY, false, CLIENTS, true));
        all.add(new Case("restart", "RESTART", 0, 0, MANY, false, THAT_RECONNECT, false));
        return all;
    }

    /** Whether no broker is needed at all. */
    boolean alone() {
        return kind.equals("EVENT") || kind.equals("CHECKER");
    }

    /** Whether a real broker is needed. */
    boolean throughMosquitto() {
        return kind.equals("LATENCY") || kind.equals("CONNECTIONS") || kind.equals("RESTART");
    }

    private static String name(String kind, int qos, String suffix) {
        return (kind.equals("IN") ? "in" : "out") + "-qos" + qos + suffix;
    }
}
