package dev.mooring.site;

import dev.mooring.mqtt.CloseReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** What is counted for one site. Labels are the site and fixed words, never a topic, a message id or a device. */
public final class SiteMeters {

    private static final String SITE = "site";
    /** Upper bounds of the histograms. */
    static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30)
    };

    private final Map<Event, Counter> events = new EnumMap<>(Event.class);
    private final Map<CloseReason.Kind, Counter> reconnects = new EnumMap<>(CloseReason.Kind.class);
    private final Timer ackLatency;

    /** What may happen to a site's messages and connection. */
    public enum Event {
        /** A message arrived. */
        RECEIVED("mqtt.messages.received", "Messages that arrived"),
        /** A handler succeeded. */
        HANDLED("mqtt.messages.handled", "Messages whose handler succeeded"),
        /** A handler failed. */
        FAILED("mqtt.messages.failed", "Attempts of a handler that failed"),
        /** A handler is asked again. */
        RETRIED("mqtt.messages.retried", "Messages handed to their handler again after a failure"),
        /** A message went to the dead-letter topic. */
        DEAD_LETTERED("mqtt.messages.dead.lettered", "Messages published to the dead-letter topic"),
        /** A payload could not be decoded. */
        UNDECODABLE("mqtt.messages.undecodable", "Messages whose payload could not be decoded"),
        /** An event was handled before, or is being handled. */
        DUPLICATE("mqtt.messages.duplicate", "Events that were handled before, and only acknowledged"),
        /** A handler's predicate does not want an event. */
        UNWANTED("mqtt.messages.unwanted", "Events that a handler's predicate does not want"),
        /** Nobody asked for a message. */
        UNHANDLED("mqtt.messages.unhandled", "Messages that no handler asks for"),
        /** Nobody asked for a message, and the site has no business with its topic. */
        REFUSED("mqtt.messages.refused", "Messages outside the site's prefix that nobody asked for as such"),
        /** A handler has not answered for so long that others wait for it no longer. */
        OVERDUE("mqtt.messages.overdue", "Messages whose handler did not answer in time; acknowledged when it does"),
        /** A QoS 0 message found a full buffer. */
        DROPPED("mqtt.messages.dropped", "QoS 0 messages dropped because a buffer was full"),
        /** A connection was established. */
        CONNECTED("mqtt.connects", "Connections established"),
        /** Another client used our client id. */
        TAKEN_OVER("mqtt.takeovers", "Takeovers by another client with the same client id"),
        /** The broker forgot the session. */
        SESSION_LOST("mqtt.sessions.lost", "Sessions that the broker had kept and forgot"),
        /** The broker refused a filter. */
        SUBSCRIPTION_REFUSED("mqtt.subscriptions.refused", "Subscriptions that the broker refused");

        private final String meter;
        private final String description;

        Event(String meter, String description) {
            this.meter = meter;
            this.description = description;
        }
    }

    SiteMeters(MeterRegistry registry, String site) {
        for (Event event : Event.values()) {
            events.put(
                    event,
                    Counter.builder(event.meter)
                            .description(event.description)
                            .tag(SITE, site)
                            .register(registry));
        }
        for (CloseReason.Kind kind : CloseReason.Kind.values()) {
            reconnects.put(
                    kind,
                    Counter.builder("mqtt.reconnects")
                            .description("Reconnects, by what ended the connection before")
                            .tag(SITE, site)
                            .tag("reason", kind.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        this.ackLatency = Timer.builder("mqtt.ack.latency")
                .description("Time from the arrival of a message to its acknowledgement")
                .tag(SITE, site)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    /** Counts one event. */
    public void count(Event event) {
        Objects.requireNonNull(events.get(event)).increment();
    }

    /** How often that happened. */
    public long counted(Event event) {
        return (long) Objects.requireNonNull(events.get(event)).count();
    }

    void disconnected(CloseReason.Kind kind) {
        Objects.requireNonNull(reconnects.get(kind)).increment();
    }

    /** @param nanos how long after its arrival */
    void acknowledged(long nanos) {
        ackLatency.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** All counts of this site, by the name that REST shows. */
    Map<String, Long> counts() {
        Map<String, Long> counts = new LinkedHashMap<>();
        events.forEach((event, counter) -> counts.put(event.name().toLowerCase(Locale.ROOT), (long) counter.count()));
        reconnects.forEach((kind, counter) ->
                counts.put("reconnects_" + kind.name().toLowerCase(Locale.ROOT), (long) counter.count()));
        return counts;
    }
}
