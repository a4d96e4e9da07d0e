package dev.mooring.device;

import dev.mooring.problem.Problem;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/**
 * Ends a request of whose body nothing comes any more, with a problem document, whoever waits for the rest. That the service
 * itself has not read on for so long looks the same from here. Confined to the request's event loop.
 */
final class Silence {

    private static final int LOOKS = 4;

    private final RoutingContext routing;
    private final HttpServerRequest request;
    private long bytes;
    private int looksInVain;

    private Silence(RoutingContext routing) {
        this.routing = routing;
        this.request = routing.request();
    }

    /**
     * Begins to listen, unless all of the body is there.
     *
     * @param patience how long nothing may come; it is noticed within a quarter more
     */
    static void watch(RoutingContext routing, Duration patience) {
        if (!routing.request().isEnded()) {
            Silence silence = new Silence(routing);
            long timer = routing.vertx().setPeriodic(Math.max(1, patience.toMillis() / LOOKS), silence::look);
            routing.addEndHandler(answered -> routing.vertx().cancelTimer(timer));
        }
    }

    private void look(long timer) {
        if (request.isEnded()) {
            routing.vertx().cancelTimer(timer);
        } else if (request.bytesRead() != bytes) {
            bytes = request.bytesRead();
            looksInVain = 0;
        } else if (++looksInVain >= LOOKS) {
            routing.vertx().cancelTimer(timer);
            giveUp();
        }
    }

    private void giveUp() {
        if (routing.response().headWritten()) {
            request.connection().close();
        } else {
            UnreadBody.refuse(routing, Problem.ofStatus(408));
        }
    }
}
