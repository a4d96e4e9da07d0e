package dev.mooring.delivery;

import io.vertx.core.Future;

/** Publishes what the service under faults has to handle, over one connection of one place. */
interface Feed {

    /**
     * Publishes the numbers from 0.
     *
     * @param witness hears of each
     * @return done when each of them was answered
     */
    Future<?> publish(String topic, long count, int perSecond, Producer.Witness witness);

    /** Publishes one number that nobody counts. */
    void publish(String topic, long number);
}
