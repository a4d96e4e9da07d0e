package dev.mooring.channel;

import dev.mooring.event.EventKey;
import dev.mooring.mqtt.Acknowledgement;
import dev.mooring.mqtt.DeadCopies;
import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.QoS;
import dev.mooring.site.Site;
import org.jspecify.annotations.Nullable;

/** A message on its way to a handler. As long as it waits, it is confined to the event loop of its lane. */
final class Arrival implements DeadCopies.Copy<Arrival> {

    private final Site site;
    private final InboundMessage message;
    private final @Nullable EventKey key;
    private final int attempts;
    private final long since;
    private Acknowledgement done;

    private Arrival(
            Site site, InboundMessage message, Acknowledgement done, @Nullable EventKey key, int attempts, long since) {
        this.site = site;
        this.message = message;
        this.done = done;
        this.key = key;
        this.attempts = attempts;
        this.since = since;
    }

    /** One that was not with the handler yet. */
    static Arrival now(Site site, InboundMessage message, Acknowledgement done) {
        return new Arrival(site, message, done, null, 0, System.nanoTime());
    }

    Arrival oneMoreAttempt() {
        return new Arrival(site, message, done, key, attempts + 1, since);
    }

    /** The same, deduplicated by a key and acknowledged in another way. */
    Arrival knownBy(EventKey newKey, Acknowledgement other) {
        return new Arrival(site, message, other, newKey, attempts, since);
    }

    /** Where it came from. */
    Site site() {
        return site;
    }

    /** What came. */
    InboundMessage message() {
        return message;
    }

    /** Acknowledges it to the broker. */
    Acknowledgement done() {
        return done;
    }

    /** What it is deduplicated by; null where nobody asks. */
    @Nullable
    EventKey key() {
        return key;
    }

    /** How often it was handed to the handler before. */
    int attempts() {
        return attempts;
    }

    /** When it arrived, in nanoseconds of {@link System#nanoTime}. */
    long since() {
        return since;
    }

    String topic() {
        return message.topic().value();
    }

    /** Whether the broker keeps no copy, so that it may be dropped. */
    boolean atMostOnce() {
        return message.qos() == QoS.AT_MOST_ONCE;
    }

    SiteMessageMetadata metadata() {
        return SiteMessageMetadata.of(site.name(), message);
    }

    @Override
    public boolean superseded() {
        return done.superseded();
    }

    @Override
    public boolean sameAs(Arrival other) {
        return site == other.site && message.sameAs(other.message);
    }

    @Override
    public void takeOver(Arrival again) {
        done = again.done;
    }
}
