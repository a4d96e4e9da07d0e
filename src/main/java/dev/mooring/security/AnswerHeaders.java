package dev.mooring.security;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * The headers of an answer that depend on the request or on what the answer says itself; those that never change are
 * {@code quarkus.http.header.*} in application.properties. On event loops.
 */
@ApplicationScoped
class AnswerHeaders {

    private static final int OUTERMOST = 400;
    private static final String ONE_YEAR = "max-age=31536000";

    void register(@Observes Filters filters) {
        filters.register(AnswerHeaders::begin, OUTERMOST);
    }

    private static void begin(RoutingContext request) {
        request.addHeadersEndHandler(v -> complete(request));
        request.next();
    }

    private static void complete(RoutingContext request) {
        MultiMap headers = request.response().headers();
        if (!headers.contains(HttpHeaders.CACHE_CONTROL)) {
            headers.set(HttpHeaders.CACHE_CONTROL, "no-store");
        }
        // Behind a proxy that ends TLS, forwarded headers say so, if Quarkus is told to believe them.
        if (request.request().isSSL() || "https".equals(request.request().scheme())) {
            headers.set("Strict-Transport-Security", ONE_YEAR);
        }
    }
}
