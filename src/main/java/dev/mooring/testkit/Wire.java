package dev.mooring.testkit;

import dev.mooring.event.EventLink;

/** What connects the clients of one test, and hears all that they publish. */
interface Wire extends AutoCloseable {

    /** A connection that nobody has begun yet. */
    EventLink link(String clientId);

    /**
     * Where the broker listens.
     *
     * @throws IllegalStateException when there is none
     */
    String url();

    @Override
    void close();
}
