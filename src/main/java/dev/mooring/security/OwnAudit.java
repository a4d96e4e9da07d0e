package dev.mooring.security;

import io.vertx.ext.web.RoutingContext;

/**
 * For who writes the audit line of a request himself, because he knows more: how it ended long after the answer, and what
 * the query, which {@link Audit} never repeats, asked for.
 */
public final class OwnAudit {

    private static final String TAKEN = OwnAudit.class.getName();

    private OwnAudit() {}

    /**
     * Leaves the audit line of a request to the caller, in the log category {@code dev.mooring.audit}. On the request's
     * event loop or before its end.
     *
     * @return who it is and from where, such as {@code operator from 127.0.0.1}
     */
    public static String of(RoutingContext request) {
        request.put(TAKEN, true);
        return Audit.who(request) + " from " + ClientAddress.of(request);
    }

    static boolean isTaken(RoutingContext request) {
        return request.get(TAKEN) != null;
    }
}
