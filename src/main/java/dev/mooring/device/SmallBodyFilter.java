package dev.mooring.device;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.io.ByteArrayInputStream;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Hands resources what {@link SmallBodies} has read: one on an event loop would take a request that has ended for empty. */
class SmallBodyFilter {

    @ServerRequestFilter
    void hand(ContainerRequestContext request, RoutingContext routing) {
        Buffer body = routing.body().buffer();
        if (body != null) {
            request.setEntityStream(new ByteArrayInputStream(body.getBytes()));
        }
    }
}
