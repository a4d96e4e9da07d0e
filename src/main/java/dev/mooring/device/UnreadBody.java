package dev.mooring.device;

import dev.mooring.problem.Problem;
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

    private static final String REFUSED = UnreadBody.class.getName() + ".refused";

    private UnreadBody() {}

    /** Whether {@link #refuse} answered this request: whatever else has an answer comes too late, and that is no failure. */
    static boolean isRefused(RoutingContext routing) {
        return routing.get(REFUSED) != null;
    }

    /** Answers with a problem now, whoever reads the body meanwhile: that ends with the connection. On the event loop. */
    static void refuse(RoutingContext routing, Problem problem) {
        routing.put(REFUSED, true);
        leave(routing);
        routing.response()
                .setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .end(problem.toJson());
    }

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
