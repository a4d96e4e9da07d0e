package dev.mooring.mqtt;

import java.time.Duration;

/**
 * How long a session waits for others.
 *
 * @param connack for the broker, from the first try of a socket to CONNACK
 * @param suback  for the broker to answer a SUBSCRIBE
 * @param handler for a handler, until others need not wait for it any more; channels have deadlines of their own
 */
record Deadlines(Duration connack, Duration suback, Duration handler) {

    /** 10 s for the broker, 2 minutes for a handler. */
    static final Deadlines DEFAULT =
            new Deadlines(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofMinutes(2));
}
