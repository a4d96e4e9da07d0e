package dev.mooring.device;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/**
 * Sends assets without a thread that waits and without a buffer: the operating system moves them from the disk to the
 * socket, however many devices fetch at once, and however slowly. On worker threads, which are free again at once.
 */
@Provider
public class AssetContentWriter implements ServerMessageBodyWriter<AssetContent> {

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
        return AssetContent.class.isAssignableFrom(type);
    }

    @Override
    public void writeResponse(AssetContent content, Type genericType, ServerRequestContext context) throws IOException {
        RoutingContext routing = ((ResteasyReactiveRequestContext) context).unwrap(RoutingContext.class);
        Future<Void> sent = routing.response().sendFile(content.path().toString(), content.first(), content.length());
        sent.onFailure(e -> cut(routing, content, "it was deleted, or the device is gone"));
        // The file is opened by its name. If another one took the name after the headers were made, no byte of it may
        // pass for the old one's.
        if (!content.files().isStill(content.asset())) {
            cut(routing, content, "it was replaced");
        }
    }

    private static void cut(RoutingContext routing, AssetContent content, String reason) {
        DeviceLog.LOG.downloadCut(content.asset().name(), reason);
        routing.request().connection().close();
    }

    @Override
    public void writeTo(
            AssetContent content,
            Class<?> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream out) {
        throw new UnsupportedOperationException("an asset is only sent as it is, without interceptors");
    }
}
