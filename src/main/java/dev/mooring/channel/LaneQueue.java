package dev.mooring.channel;

import dev.mooring.mqtt.DeadCopies;
import dev.mooring.site.Site;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What waits in a lane: messages to be handed out again come first, and while one of them pauses, nothing else comes.
 * Messages of QoS 0 are bounded by configuration, the others by what the broker sends without an acknowledgement. Sites
 * may share a lane, and sessions may be lost again and again, so there is a bound for them as well.
 *
 * <p>Confined to the event loop of its lane.
 */
final class LaneQueue {

    /** As many as there are packet ids: one connection cannot exceed it, only several. */
    static final int MAX_WAITING = 65_535;

    private final int maxAtMostOnce;
    private final Deque<Arrival> again = new ArrayDeque<>();
    private final Deque<Arrival> waiting = new ArrayDeque<>();
    private final DeadCopies<Arrival> dead = new DeadCopies<>();
    private int atMostOnce;
    private int pausing;

    /** @param maxAtMostOnce how many messages of QoS 0 may wait */
    LaneQueue(int maxAtMostOnce) {
        this.maxAtMostOnce = maxAtMostOnce;
    }

    /** Takes a message in, or knows it already; false when too many wait. */
    boolean add(Arrival arrival) {
        if (dead.knows(arrival)) {
            return true;
        }
        if (waiting.size() >= MAX_WAITING) {
            return false;
        }
        if (arrival.atMostOnce()) {
            if (atMostOnce >= maxAtMostOnce) {
                return false;
            }
            atMostOnce++;
        }
        waiting.addLast(arrival);
        return true;
    }

    /** The next message to hand out, if there is one and nothing pauses. */
    @Nullable
    Arrival poll() {
        Arrival next = again.pollFirst();
        if (next != null) {
            return next;
        }
        return pausing > 0 ? null : pollWaiting();
    }

    /** The message that waits longest for its first time, whether or not something pauses. */
    @Nullable
    Arrival pollWaiting() {
        Arrival next = waiting.pollFirst();
        if (next != null) {
            dead.begun(next);
            if (next.atMostOnce()) {
                atMostOnce--;
            }
        }
        return next;
    }

    /** What {@link #pollWaiting} would give. */
    @Nullable
    Arrival peekWaiting() {
        return waiting.peekFirst();
    }

    /** Holds everything back for a message that {@link #resume} brings. */
    void pause() {
        pausing++;
    }

    /** Ends one {@link #pause}; with its message, or without one when nobody wants it any more. */
    void resume(@Nullable Arrival arrival) {
        pausing--;
        if (arrival != null) {
            again.addLast(arrival);
        }
    }

    /** Some site's session goes on over a new connection; tells how many of those that wait may come again. */
    int resumed() {
        return dead.resumed(waiting);
    }

    /** Forgets what came from that site. */
    void forget(Site site) {
        again.removeIf(arrival -> arrival.site() == site);
        waiting.removeIf(arrival -> arrival.site() == site);
        atMostOnce = (int) waiting.stream().filter(Arrival::atMostOnce).count();
        dead.resumed(waiting);
    }

    void clear() {
        again.clear();
        waiting.clear();
        dead.clear();
        atMostOnce = 0;
    }
}
