package dev.mooring.device;

import dev.mooring.problem.Problem;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;

/**
 * Reads the bodies that are small on every path, before a resource is asked: so a slow one holds no thread, and one that
 * becomes too long on the way is refused with a problem document. Strangers' are not read: they are refused without. On event
 * loops.
 */
final class SmallBodies {

    private static final String MARK = SmallBodies.class.getName();
    private static final String READING = MARK + ".reading";

    /** Behind Quarkus' authentication (200) and authorization (100). */
    private static final int PRIORITY = 50;

    private final BodyHandler reader;

    /** @param limit the largest body, in bytes */
    SmallBodies(long limit) {
        this.reader = BodyHandler.create(false).setBodyLimit(limit);
    }

    /** The body of this request is one of those. */
    static void mark(RoutingContext routing) {
        routing.put(MARK, true);
    }

    void register(Filters filters) {
        filters.register(this::read, PRIORITY);
        filters.register(SmallBodies::done, PRIORITY - 1);
    }

    void register(Router router) {
        router.route().failureHandler(SmallBodies::failed);
    }

    private void read(RoutingContext routing) {
        if (routing.get(MARK) == null || isStranger(routing) || isEmpty(routing)) {
            routing.next();
        } else {
            routing.put(READING, true);
            reader.handle(routing);
        }
    }

    private static boolean isEmpty(RoutingContext routing) {
        return routing.request().isEnded() || "0".equals(routing.request().getHeader(HttpHeaders.CONTENT_LENGTH));
    }

    private static boolean isStranger(RoutingContext routing) {
        return !(routing.user() instanceof QuarkusHttpUser user)
                || user.getSecurityIdentity().isAnonymous();
    }

    private static void done(RoutingContext routing) {
        routing.remove(READING);
        routing.next();
    }

    /** A failure of the reading is answered here, and one that comes behind an answer ends here; any other is somebody else's. */
    private static void failed(RoutingContext routing) {
        if (UnreadBody.isRefused(routing)) {
            return;
        }
        if (routing.get(READING) == null) {
            routing.next();
        } else if (!routing.response().ended() && !routing.response().closed()) {
            int status = routing.statusCode();
            UnreadBody.refuse(routing, Problem.ofStatus(status >= 400 && status < 500 ? status : 400));
        }
    }
}
