package dev.mooring.worker;

import io.smallrye.mutiny.Uni;

/**
 * A worker that is registered: as long as it is, the broker keeps what it can do, also after the broker lost it or somebody
 * cleared it. Safe on any thread.
 */
public interface WorkerRegistration {

    /** The worker's name. */
    String id();

    /** The site it is registered at. */
    String site();

    /** The topic that says what it can do, the site's prefix included. */
    String topic();

    /** Whether its connection stands. */
    boolean connected();

    /** How much it says it could do now. */
    int idleCount();

    /**
     * Says how much it could do now: at once, or, after another change less than 100 ms ago, together with all that follow.
     *
     * @throws IllegalArgumentException when it is negative
     */
    void idleCount(int count);

    /**
     * Clears the topic and ends the connection. This begins at once, whether or not somebody subscribes to the answer. A
     * second call answers as the first.
     *
     * @return completes when the broker has confirmed that the topic is cleared, or when there is no connection, since then
     *     the worker's will has cleared it; fails with {@link IllegalStateException} when the broker did not confirm it
     *     within 2 s, and then its will may
     */
    Uni<Void> close();
}
