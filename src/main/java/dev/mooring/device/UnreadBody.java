package dev.mooring.device;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/**
 * The rest of a request that was answered before its body was read. To close the connection at once would make the sender's
 * system throw the answer away with it, unread; to read on would be the sender's will. So it is thrown away for a short while.
 */
final class UnreadBody {

    private static final Duration LINGER = Duration.ofSeconds(1);

    private UnreadBody() {}

    /** Call before the answer is sent: once it is, the connection ends, unless all of the body had come. Any thread. */
    static void leave(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        if (request.isEnded()) {
            return;
        }
        routing.response().headers().set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        routing.addEndHandler(answered -> {
            routing.vertx()
                    .setTimer(LINGER.toMillis(), timer -> request.connection().close());
            if (!request.isEnded()) {
                request.handler(piece -> {});
                request.endHandler(ended -> request.connection().close());
                request.resume();
            }
        });
    }
}
