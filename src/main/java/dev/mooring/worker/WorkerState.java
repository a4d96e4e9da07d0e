package dev.mooring.worker;

import java.util.Locale;

/** What is known of a worker. */
enum WorkerState {
    /** It said lately that it is there. */
    ONLINE,
    /** It has not said so for too long. */
    STALE,
    /** Its topic has something that no worker would say. */
    UNREADABLE;

    /** As REST, events and metrics show it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
