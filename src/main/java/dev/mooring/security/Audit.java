package dev.mooring.security;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.AsyncResult;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.Principal;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.MDC;

/**
 * Writes one line for every request that changes something or wanted to: who, from where, what, how it ended. It stands
 * before authentication, so that it sees what never reaches a resource. No query, since secrets get into those; no header
 * and no body. In JSON the parts are fields as well ({@code audit.who} and so on). On event loops.
 */
@ApplicationScoped
class Audit {

    /** Before Quarkus' authentication (200) and CORS (300). */
    private static final int OUTERMOST = 400;

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
    private static final Set<String> FIELDS =
            Set.of("audit.who", "audit.from", "audit.method", "audit.path", "audit.outcome", "audit.millis");
    private static final int LINES_EACH = 60;
    private static final int LINES_ALL = 600;

    private final LineBudget refusals = new LineBudget(LINES_EACH, LINES_ALL, Ticker.systemTicker());
    private final Counter leftOut;

    Audit(MeterRegistry registry) {
        this.leftOut = Counter.builder("mooring.audit.left.out")
                .description("Lines about refused requests that were not written because there were too many")
                .register(registry);
    }

    void register(@Observes Filters filters) {
        filters.register(this::begin, OUTERMOST);
    }

    private void begin(RoutingContext request) {
        String method = request.request().method().name();
        if (!READING.contains(method)) {
            long began = System.nanoTime();
            request.addEndHandler(end -> ended(request, end, began));
        }
        request.next();
    }

    private void ended(RoutingContext request, AsyncResult<Void> end, long began) {
        if (OwnAudit.isTaken(request)) {
            return;
        }
        int status = request.response().getStatusCode();
        ClientAddress address = ClientAddress.of(request);
        boolean refused = status >= 400 && status < 500;
        if (refused && !refusals.allows(address)) {
            leftOut.increment();
            return;
        }
        // A client that went away never heard how it ended.
        String outcome = end.succeeded() ? String.valueOf(status) : "cut off";
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        write(request, address, outcome, millis);
    }

    private static void write(RoutingContext request, ClientAddress address, String outcome, long millis) {
        String who = who(request);
        String method = Printable.of(request.request().method().name());
        String path = Printable.of(String.valueOf(request.request().path()));
        MDC.put("audit.who", who);
        MDC.put("audit.from", address.text());
        MDC.put("audit.method", method);
        MDC.put("audit.path", path);
        MDC.put("audit.outcome", outcome);
        MDC.put("audit.millis", millis);
        try {
            AuditLog.LOG.request(who, address, method, path, outcome, millis);
        } finally {
            for (String field : FIELDS) {
                MDC.remove(field);
            }
        }
    }

    static String who(RoutingContext request) {
        if (!(request.user() instanceof QuarkusHttpUser user)
                || user.getSecurityIdentity().isAnonymous()) {
            return "anonymous";
        }
        Principal principal = user.getSecurityIdentity().getPrincipal();
        return principal == null
                        || principal.getName() == null
                        || principal.getName().isEmpty()
                ? "anonymous"
                : Printable.of(principal.getName());
    }
}
