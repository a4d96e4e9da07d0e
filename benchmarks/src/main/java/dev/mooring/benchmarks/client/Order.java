package dev.mooring.benchmarks.client;

import java.time.Duration;

/**
 * What one client process is to do, as it stands in its arguments.
 *
 * @param peer        the client to measure, or {@code baseline} for the work without any MQTT
 * @param kind        what is measured
 * @param qos         quality of service
 * @param size        bytes of a payload
 * @param connections how many
 * @param work        whether envelopes are read and written, or payloads only passed on
 * @param brokerPort  where the broker listens
 * @param controlPort where the stub takes orders; 0 for a real broker
 * @param warmUp      how long to run before
 * @param measure     how long to run, about
 * @param burst       most messages that the stub sends before it waits until they were handled
 */
record Order(
        String peer,
        Kind kind,
        int qos,
        int size,
        int connections,
        boolean work,
        int brokerPort,
        int controlPort,
        Duration warmUp,
        Duration measure,
        long burst) {

    static final String BASELINE = "baseline";

    /** The kinds of measurements. */
    enum Kind {
        /** Messages from the stub. */
        IN,
        /** Messages to the stub. */
        OUT,
        /** Events to their handler, without a broker. */
        EVENT,
        /** What the delivery verification does for each message, without a broker. */
        CHECKER,
        /** Messages through a real broker at a fixed rate. */
        LATENCY,
        /** Connecting, being idle, disconnecting. */
        CONNECTIONS,
        /** Coming back after the broker was restarted. */
        RESTART
    }

    static Order parse(String... args) {
        return new Order(
                args[0],
                Kind.valueOf(args[1]),
                Integer.parseInt(args[2]),
                Integer.parseInt(args[3]),
                Integer.parseInt(args[4]),
                Boolean.parseBoolean(args[5]),
                Integer.parseInt(args[6]),
                Integer.parseInt(args[7]),
                Duration.ofMillis(Long.parseLong(args[8])),
                Duration.ofMillis(Long.parseLong(args[9])),
                Long.parseLong(args[10]));
    }
}
