package dev.mooring.mqtt;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Messages on their way from any thread to the event loop, in order for each thread; no locks, and no memory beyond the
 * messages themselves (Vyukov's queue of linked nodes). {@link #add} is for any thread, {@link #poll} for one.
 */
final class PublicationQueue {

    private final AtomicReference<Publication> tail;

    /** The one that was taken last: its successor is the next. */
    private Publication head;

    PublicationQueue(Publication stub) {
        this.head = stub;
        this.tail = new AtomicReference<>(stub);
    }

    void add(Publication publication) {
        Publication before = tail.getAndSet(publication);
        before.next = publication;
    }

    /** The next; null when there is none, or when its thread is not through {@link #add} yet. */
    @Nullable
    Publication poll() {
        Publication next = head.next;
        if (next != null) {
            head.next = null; // or one that waits long for its answer would keep all that came after it in memory
            head = next;
        }
        return next;
    }
}
