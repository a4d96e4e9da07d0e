package dev.mooring.mqtt;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/**
 * Proves to a broker who we are by an exchange of AUTH packets (MQTT 5.0, section 4.12); the session carries them and
 * knows nothing of the method. Called on the session's event loop, must not block. A future that fails ends the attempt.
 */
public interface EnhancedAuthentication {

    /** The name of the method, such as {@code SCRAM-SHA-256}. */
    String method();

    /** The first data, which CONNECT carries, or AUTH when a connection authenticates anew; may be empty. */
    Future<Buffer> begin();

    /** The answer to what the broker sent. */
    Future<Buffer> answer(Buffer challenge);
}
