package dev.mooring.retained;

import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/** Sends lists from the disk, as fast as their readers read, without a thread that waits and without a buffer. */
@Provider
public class RetainedLinesWriter implements ServerMessageBodyWriter<RetainedLines> {

    @Override
    public boolean isWriteable(
            Class<?> type, Type genericType, ResteasyReactiveResourceInfo target, MediaType mediaType) {
        return isWriteable(type);
    }

    @Override
    public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return isWriteable(type);
    }

    private static boolean isWriteable(Class<?> type) {
        return RetainedLines.class.isAssignableFrom(type);
    }

    @Override
    public void writeResponse(RetainedLines lines, Type genericType, ServerRequestContext context) {
        RoutingContext routing = ((ResteasyReactiveRequestContext) context).unwrap(RoutingContext.class);
        String file = lines.file().toString();
        routing.response().sendFile(file).onComplete(sent -> {
            if (sent.failed()) { // with a length in its head, the answer is seen to be cut
                routing.request().connection().close();
            }
            routing.vertx().fileSystem().delete(file).onComplete(deleted -> lines.gone()
                    .run());
        });
    }

    @Override
    public void writeTo(
            RetainedLines lines,
            Class<?> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream out) {
        throw new UnsupportedOperationException("a list is only sent as it is, without interceptors");
    }
}
