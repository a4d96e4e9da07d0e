package dev.mooring.mqtt;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;

/**
 * Messages that wait with a handler and came over connections that are gone. When the broker sends one of them again, the
 * copy that waits takes its acknowledgement over and keeps its place: so a handler keeps one window of messages, not one for
 * each connection, and in order. A copy goes only when the next is there, since what the broker should send again may never
 * come: brokers delete what has expired meanwhile, and on MQTT 3.1.1 nobody sees that it will expire.
 *
 * <p>A message is known by what it says: packet ids and the duplicate flag would be better, but Artemis sends again under new
 * ids, and without the flag. So a new message may stand for a copy that says the very same; the copy's own second coming is
 * then one more message, and their number is right. Only when the broker has deleted the first of two that say the very same,
 * one is handled and not both.
 *
 * <p>Confined to the event loop of the handler.
 *
 * @param <C> what the handler keeps
 */
public final class DeadCopies<C extends DeadCopies.Copy<C>> {

    /** They come again in the order in which they wait; what is further behind is handled twice, as QoS 1 may be. */
    private static final int LOOKED_AT = 256;

    /** One message that waits. */
    public interface Copy<C> {
        /** Whether its connection is gone, as in {@link Acknowledgement#superseded}. */
        boolean superseded();

        /** Whether both say the same, at the same place, and at the same QoS. */
        boolean sameAs(C other);

        /** Is acknowledged as that one from now on. */
        void takeOver(C again);
    }

    /** Those that did not come again yet, in the order in which they wait. */
    private final Deque<C> copies = new ArrayDeque<>();

    /**
     * A session goes on over a new connection, see {@link MessageHandler#resumed}.
     *
     * @param waiting all that waits, in order
     * @return how many of them may come again
     */
    public int resumed(Collection<C> waiting) {
        copies.clear();
        for (C each : waiting) {
            if (each.superseded()) {
                copies.add(each);
            }
        }
        return copies.size();
    }

    /** Whether a message that arrived is one that waits already, and which is now acknowledged as this one. */
    public boolean knows(C arrived) {
        if (copies.isEmpty()) {
            return false;
        }
        Iterator<C> each = copies.iterator();
        for (int looked = 0; looked < LOOKED_AT && each.hasNext(); looked++) {
            C copy = each.next();
            if (copy.sameAs(arrived)) {
                each.remove();
                copy.takeOver(arrived);
                return true;
            }
        }
        return false;
    }

    /** The first of those that wait is handed out: it does not wait any more. */
    public void begun(C first) {
        if (copies.peekFirst() == first) {
            copies.removeFirst();
        }
    }

    /** Nothing waits any more. */
    public void clear() {
        copies.clear();
    }
}
