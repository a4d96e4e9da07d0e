package dev.mooring.event;

import dev.mooring.mqtt.Acknowledgement;
import dev.mooring.mqtt.DeadCopies;
import dev.mooring.mqtt.QoS;
import org.jspecify.annotations.Nullable;

/** An event on its way to one handler. Confined to the event loop of its lane. */
final class Delivery implements DeadCopies.Copy<Delivery> {

    private final IncomingEvent event;
    private Acknowledgement acknowledge;
    private final @Nullable EventKey key;
    private int attempts;
    private long since;
    private boolean running;

    /** @param key what it is deduplicated by; null where nobody asks */
    Delivery(IncomingEvent event, Acknowledgement acknowledge, @Nullable EventKey key) {
        this.event = event;
        this.acknowledge = acknowledge;
        this.key = key;
    }

    IncomingEvent event() {
        return event;
    }

    String topic() {
        return event.topic();
    }

    void acknowledge() {
        acknowledge.run();
    }

    @Override
    public boolean superseded() {
        return acknowledge.superseded();
    }

    @Override
    public boolean sameAs(Delivery other) {
        return event.message().sameAs(other.event.message());
    }

    @Override
    public void takeOver(Delivery again) {
        acknowledge = again.acknowledge;
    }

    @Nullable
    EventKey key() {
        return key;
    }

    /** How often it was handed to the handler. */
    int attempts() {
        return attempts;
    }

    /** When it was handed to the handler last, in {@link System#nanoTime}. */
    long since() {
        return since;
    }

    /** Whether the broker keeps no copy, so that it may be dropped. */
    boolean atMostOnce() {
        return event.qos() == QoS.AT_MOST_ONCE;
    }

    /** Begins an attempt; tells which. */
    int begin() {
        running = true;
        return ++attempts;
    }

    void runsSince(long nanos) {
        since = nanos;
    }

    /** Whether this is the first outcome of the present attempt, which alone counts. */
    boolean end(int attempt) {
        boolean counts = running && attempt == attempts;
        if (counts) {
            running = false;
        }
        return counts;
    }
}
