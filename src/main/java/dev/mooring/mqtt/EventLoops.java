package dev.mooring.mqtt;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;

/** All event loops of a Vert.x instance, to spread sessions over them. Safe on any thread. */
public final class EventLoops {

    private final List<Context> loops;
    private final AtomicInteger turn = new AtomicInteger();

    /** The event loops of that instance. */
    public EventLoops(Vertx vertx) {
        VertxInternal internal = (VertxInternal) vertx;
        // Vert.x deals its event loops out in turn: as many contexts as there are loops is one on each.
        this.loops = StreamSupport.stream(internal.getEventLoopGroup().spliterator(), false)
                .<Context>map(loop -> internal.createEventLoopContext())
                .toList();
    }

    /** One context on each event loop. */
    public List<Context> all() {
        return loops;
    }

    /** The event loop whose turn it is. */
    public Context next() {
        return loops.get(Math.floorMod(turn.getAndIncrement(), loops.size()));
    }
}
