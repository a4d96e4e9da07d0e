package dev.mooring.mqtt;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.impl.ContextInternal;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Connections over sockets: TCP, TLS, WebSocket. Confined to the event loop of one session. */
final class SocketTransport implements MqttTransport {

    private final Sockets sockets;
    private final ContextInternal context;

    SocketTransport(Sockets sockets, ContextInternal context) {
        this.sockets = sockets;
        this.context = context;
    }

    @Override
    public Future<Link> connect(ConnectRequest request, LinkListener listener) {
        Connection connection = new Connection(request, listener, context);
        var deadline = context.nettyEventLoop()
                .schedule(connection::expire, request.timeout().toNanos(), TimeUnit.NANOSECONDS);
        ConnectSlots.Turn turn =
                sockets.slots().enter(request.address(), () -> context.runOnContext(v -> open(request, connection)));
        return connection.connected().future().onComplete(done -> {
            deadline.cancel(false);
            turn.end();
        });
    }

    private void open(ConnectRequest request, Connection connection) {
        if (connection.connected().future().isComplete()) {
            return; // its time was over before its turn came
        }
        first(request.authentication())
                .compose(first -> sockets.open(context, request.address(), request.tls(), request.timeout(), connection)
                        .onSuccess(channel -> connection.begin(first)))
                .onFailure(why -> connection.connected().tryFail(explained(request, why)));
    }

    private static Future<Buffer> first(@Nullable EnhancedAuthentication authentication) {
        Future<Void> now = Future.succeededFuture();
        return authentication == null
                ? now.map(Buffer.buffer())
                : now.compose(v -> authentication.begin()); // which may throw
    }

    private static ConnectException explained(ConnectRequest request, Throwable why) {
        return why instanceof ConnectException known ? known : ConnectException.notReached(request.address(), why);
    }
}
