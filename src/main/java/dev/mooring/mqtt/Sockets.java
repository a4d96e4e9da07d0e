package dev.mooring.mqtt;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.AttributeKey;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.NetSocketInternal;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections to brokers over TCP, TLS, WebSocket and both (MQTT 5.0, sections 4.2 and 6), as Netty channels that
 * carry the bytes of MQTT and nothing else. One for all sessions of a process. Safe on any thread.
 */
final class Sockets {

    /** What Vert.x calls its own handler, the last in the pipeline. */
    static final String VERTX = "handler";

    private static final int PAGE = 8192;
    /** Chunks of 256 KiB: a page, doubled so often. */
    private static final int CHUNK_ORDER = 5;

    private static final int SMALLEST_READ = 64;
    private static final int FIRST_READ = 2048;
    /** A whole chunk: with four times Netty's usual, a busy connection asks the kernel less often, by a fifth of all work. */
    private static final int LARGEST_READ = PAGE << CHUNK_ORDER;

    /** See {@link NetClients}. */
    private static final AttributeKey<NetClient> CLIENT = AttributeKey.valueOf(Sockets.class, "client");

    private final Vertx vertx;
    private final NetClients clients;
    private final ConnectSlots slots = new ConnectSlots();
    private final ByteBufAllocator allocator = allocator();
    private final RecvByteBufAllocator reads =
            new AdaptiveRecvByteBufAllocator(SMALLEST_READ, FIRST_READ, LARGEST_READ);

    private final Function<BrokerAddress, SocketAddress> route;

    /** Straight to the brokers. */
    Sockets(Vertx vertx) {
        this(vertx, Sockets::direct);
    }

    /**
     * Over what may be in between.
     *
     * @param route where to connect to for an address; what has the host's name and another IP address passes for that host
     */
    Sockets(Vertx vertx, Function<BrokerAddress, SocketAddress> route) {
        this.vertx = vertx;
        this.clients = new NetClients(vertx);
        this.route = route;
    }

    /** Nothing in between. */
    static SocketAddress direct(BrokerAddress address) {
        return SocketAddress.inetSocketAddress(address.port(), address.host());
    }

    /**
     * Connects once, upgrade to WebSocket included.
     *
     * <p>The handler lives on the event loop of {@code context}. It hears, in this order: {@code handlerAdded} and
     * {@code channelActive}, once each, when the connection is ready; then the future completes; then reads of
     * {@link io.netty.buffer.ByteBuf}, cut anywhere, to be released by it, nothing lost. It writes {@code ByteBuf}. Auto-read is
     * on, and its to switch. What it passes on goes nowhere: an exception closes the channel.
     *
     * <p>To close, it uses its {@code ChannelHandlerContext}: {@code Channel.close()} goes through Vert.x, which waits until
     * everything before is written, and to a peer that does not read that is never.
     *
     * @param tls     for encrypted transports
     * @param timeout for all steps together
     * @return completes on the context; fails with {@link ConnectException}
     */
    Future<Channel> open(Context context, BrokerAddress address, TlsSetup tls, Duration timeout, ChannelHandler mqtt) {
        Promise<Channel> promise = ((ContextInternal) context).promise();
        context.runOnContext(v -> new Opening(address, timeout, mqtt, promise).begin(tls));
        return promise.future();
    }

    /**
     * Small chunks: Netty's own of 4 MiB for each event loop would be most of what a thousand idle connections weigh.
     * What is larger than a chunk is not pooled.
     */
    private static ByteBufAllocator allocator() {
        return new PooledByteBufAllocator(
                true,
                0,
                PooledByteBufAllocator.defaultNumDirectArena(),
                PAGE,
                CHUNK_ORDER,
                PooledByteBufAllocator.defaultSmallCacheSize(),
                PooledByteBufAllocator.defaultNormalCacheSize(),
                false);
    }

    /** How many connections may come about at a time, shared by all that connect. */
    ConnectSlots slots() {
        return slots;
    }

    /** How many clients there are, of which each has its own SSL context. */
    int clients() {
        return clients.size();
    }

    /** One connection on its way. Lives on its event loop. */
    @SuppressWarnings("FutureReturnValueIgnored") // of a close that nobody waits for
    private final class Opening {

        private final BrokerAddress address;
        private final Duration timeout;
        private final ChannelHandler mqtt;
        private final Promise<Channel> promise;

        private @Nullable Channel channel;
        private long timer;
        private boolean over;

        Opening(BrokerAddress address, Duration timeout, ChannelHandler mqtt, Promise<Channel> promise) {
            this.address = address;
            this.timeout = timeout;
            this.mqtt = mqtt;
            this.promise = promise;
        }

        void begin(TlsSetup tls) {
            timer = vertx.setTimer(
                    timeout.toMillis(), id -> failed(new TimeoutException("no connection within " + timeout)));
            NetClient client;
            try {
                client = address.tls() ? clients.encrypted(tls, timeout) : clients.plain(timeout);
                client.connect(route.apply(address)).onComplete(result -> connected(result, client));
            } catch (RuntimeException e) { // a set-up of somebody else, or Vert.x is closing
                failed(e);
            }
        }

        /** Runs before the first read: what installs now misses nothing. */
        private void connected(AsyncResult<NetSocket> result, NetClient client) {
            if (result.failed()) {
                failed(result.cause());
                return;
            }
            Channel connected = ((NetSocketInternal) result.result())
                    .channelHandlerContext()
                    .channel();
            if (over) {
                connected.close();
                return;
            }
            channel = connected;
            connected.attr(CLIENT).set(client);
            connected.config().setAllocator(allocator);
            connected.config().setRecvByteBufAllocator(reads);
            ChannelPipeline pipeline = connected.pipeline();
            if (pipeline.get("chunkedWriter") != null) {
                pipeline.remove("chunkedWriter"); // for files, and it would queue every single write
            }
            if (address.webSocket()) {
                new WebSocketUpgrade(address, timeout, () -> ready(connected), this::failed).begin(pipeline);
            } else {
                ready(connected);
            }
        }

        private void ready(Channel ready) {
            over = true;
            vertx.cancelTimer(timer);
            StartGate gate = new StartGate();
            ready.pipeline()
                    .addBefore(VERTX, null, gate)
                    .addBefore(VERTX, null, mqtt)
                    .addBefore(VERTX, null, new PipelineEnd());
            gate.open();
            promise.complete(ready);
        }

        private void failed(Throwable cause) {
            if (over) {
                return;
            }
            over = true;
            vertx.cancelTimer(timer);
            if (channel != null) {
                channel.pipeline().firstContext().close();
            }
            promise.fail(ConnectException.notReached(address, cause));
        }
    }
}
