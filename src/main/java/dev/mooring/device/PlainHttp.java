package dev.mooring.device;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;

/**
 * HTTP/2 over TLS only. A client that offers {@code Upgrade: h2c} with its upload, as Java's own does unless told otherwise,
 * would never get to its end: the server stops reading amid the change of protocol.
 */
@Singleton
class PlainHttp implements HttpServerOptionsCustomizer {

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        options.setHttp2ClearTextEnabled(false);
    }
}
