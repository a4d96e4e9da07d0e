package dev.mooring.site;

import java.time.Instant;

/**
 * One step in the life of a site's connection.
 *
 * @param at    when
 * @param from  the state before, in the words of {@link dev.mooring.mqtt.ConnectionState#word}
 * @param to    the state after
 * @param cause what went wrong, or an empty text
 */
public record StateChange(Instant at, String from, String to, String cause) {}
