package dev.mooring.channel;

import dev.mooring.event.DedupeOptions;
import dev.mooring.event.Deduplicator;
import dev.mooring.event.EventKey;
import dev.mooring.site.SiteMeters.Event;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Keeps events that were handled, or are being handled, from a lane. What is no event passes: there is nothing to know it
 * by. Confined to the lane's event loop.
 */
final class Duplicates {

    private final String channel;
    private final Executor lane;
    private final Deduplicator known;

    /** @param lane runs tasks on the lane's event loop */
    Duplicates(String channel, DedupeOptions options, Executor lane) {
        this.channel = channel;
        this.lane = lane;
        this.known = new Deduplicator(options, System::nanoTime);
    }

    /** Hands it on if it is the first of its kind; what is acknowledged afterwards is known from then on. */
    void admit(Arrival arrival, Consumer<Arrival> first) {
        Optional<EventKey> event = EventKey.of(arrival.message());
        if (event.isEmpty()) {
            first.accept(arrival);
            return;
        }
        // Of late sites, several may share a lane; what is the same at two of them is not the same.
        EventKey key = event.get().within(arrival.site().name());
        switch (known.admit(key, arrival.atMostOnce() ? null : arrival.done())) {
            case FIRST ->
                first.accept(arrival.knownBy(key, () -> {
                    arrival.done().run();
                    lane.execute(() -> known.done(key));
                }));
            case HANDLED -> {
                skip(arrival);
                arrival.done().run();
            }
            case IN_PROGRESS -> skip(arrival);
        }
    }

    /** Nobody will handle it: it stays with the broker, and when it comes again, it is the first of its kind. */
    void forget(Arrival arrival) {
        EventKey key = arrival.key();
        if (key != null) {
            known.forget(key);
        }
    }

    private void skip(Arrival arrival) {
        arrival.site().meters().count(Event.DUPLICATE);
        ChannelLog.LOG.duplicate(channel, arrival.site().name(), arrival.topic());
    }
}
