package dev.mooring.mqtt;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.util.stream.StreamSupport;

/** Spreads sessions over all event loops of a Vert.x instance. Safe on any thread. */
public final class EventLoops {

    private final VertxInternal vertx;

    /** For the event loops of that instance. */
    public EventLoops(Vertx vertx) {
        this.vertx = (VertxInternal) vertx;
    }

    /** A context of its own on the event loop whose turn it is. */
    public Context next() {
        return vertx.createEventLoopContext();
    }

    /** How many event loops there are. */
    public int size() {
        return (int) StreamSupport.stream(vertx.getEventLoopGroup().spliterator(), false)
                .count();
    }
}
