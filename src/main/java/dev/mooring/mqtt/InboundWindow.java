package dev.mooring.mqtt;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The messages of one connection that wait for their acknowledgement, in the order they came. They may be done in
 * any order; they are acknowledged in order (MQTT 5.0, section 4.6). It dies with its connection, so that an
 * acknowledgement never crosses a reconnect. Bounded by the packet ids, since QoS 0 stays out: at most 65,535.
 *
 * <p>Confined to the session's event loop; {@link #size} may be asked anywhere.
 */
final class InboundWindow {

    private final Deque<Entry> entries = new ArrayDeque<>();
    private volatile int size;
    private boolean open = true;

    Entry add(Runnable acknowledge) {
        Entry entry = new Entry(acknowledge);
        entries.addLast(entry);
        size = entries.size();
        return entry;
    }

    /** For a message at QoS 0, whose acknowledgement nobody expects: it waits for none, and none waits for it. */
    Entry outside() {
        return new Entry(() -> {});
    }

    int size() {
        return size;
    }

    void close() {
        open = false;
        entries.clear();
        size = 0;
    }

    private void release() {
        Entry head = entries.peekFirst();
        while (head != null && head.settled) {
            entries.removeFirst();
            if (!head.abandoned) {
                head.acknowledge.run();
            }
            head = entries.peekFirst();
        }
        size = entries.size();
    }

    /** One message of the window. */
    final class Entry {
        private final Runnable acknowledge;
        private boolean settled;
        private boolean abandoned;

        private Entry(Runnable acknowledge) {
            this.acknowledge = acknowledge;
        }

        /** The message was handled. */
        void done() {
            settled = true;
            releaseIfOpen();
        }

        /** The message was not handled: it gives way, unacknowledged, and the broker sends it again. */
        void abandon() {
            abandoned = true;
            done();
        }

        private void releaseIfOpen() {
            if (open) {
                release();
            }
        }
    }
}
