package dev.mooring.mqtt;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker13;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Turns a fresh connection into a WebSocket with the subprotocol {@code mqtt} (MQTT 5.0, section 6; RFC 6455, section 4.1),
 * and leaves handlers that make the frames invisible. Lives on the channel's event loop.
 */
final class WebSocketUpgrade extends ChannelInboundHandlerAdapter {

    private static final String SUBPROTOCOL = "mqtt";
    private static final int MAX_ANSWER = 8_192;
    private static final int MAX_UNUSED = 125; // ours is the decoder that knows no limit

    /** A peer that does not read must not keep us from closing. */
    private static final long CLOSE_MILLIS = 1_000;

    private final BrokerAddress address;
    private final Duration timeout;
    private final Runnable ready;
    private final Consumer<Throwable> failed;
    private final AnswerCheck answerCheck = new AnswerCheck();

    /** One of {@code ready} and {@code failed} is called, unless the channel is closed before. */
    WebSocketUpgrade(BrokerAddress address, Duration timeout, Runnable ready, Consumer<Throwable> failed) {
        this.address = address;
        this.timeout = timeout;
        this.ready = ready;
        this.failed = failed;
    }

    void begin(ChannelPipeline pipeline) {
        StartGate gate = new StartGate();
        pipeline.addBefore(Sockets.VERTX, null, gate)
                .addBefore(Sockets.VERTX, null, new HttpClientCodec())
                .addBefore(Sockets.VERTX, null, answerCheck)
                .addBefore(Sockets.VERTX, null, new HttpObjectAggregator(MAX_ANSWER))
                .addBefore(Sockets.VERTX, null, protocol())
                .addBefore(Sockets.VERTX, null, this);
        gate.open();
    }

    private WebSocketClientProtocolHandler protocol() {
        WebSocketClientProtocolConfig config = WebSocketClientProtocolConfig.newBuilder()
                .handshakeTimeoutMillis(timeout.toMillis())
                .forceCloseTimeoutMillis(CLOSE_MILLIS)
                .handleCloseFrames(false) // it would close without an answer
                .withUTF8Validator(false)
                .build();
        return new WebSocketClientProtocolHandler(new Handshaker(address), config);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        // That was for the handshake.
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == WebSocketClientProtocolHandler.ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
            ctx.pipeline().remove(answerCheck);
            ctx.pipeline().replace(this, null, new FramedBytes());
            ready.run();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        failed.accept(cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        failed.accept(new IOException("the server closed the connection instead of making it a WebSocket"));
        ctx.fireChannelInactive();
    }

    /** Looks at the answer before Netty does, whose words are for programmers and quote the server. */
    private final class AnswerCheck extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            String refusal = message instanceof HttpResponse answer ? refusal(answer) : "";
            if (refusal.isEmpty()) {
                ctx.fireChannelRead(message);
            } else {
                ReferenceCountUtil.release(message);
                failed.accept(new IOException(refusal));
            }
        }

        private static String refusal(HttpResponse answer) {
            int code = answer.status().code();
            if (answer.decoderResult().isFailure()) {
                return "the server does not speak HTTP";
            }
            if (code != HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
                return "the server refused the WebSocket with " + HttpResponseStatus.valueOf(code);
            }
            if (!SUBPROTOCOL.equals(answer.headers().get(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL))) {
                return "the server did not agree to the WebSocket subprotocol " + SUBPROTOCOL;
            }
            return "";
        }
    }

    /** Netty's, with our decoder. */
    private static final class Handshaker extends WebSocketClientHandshaker13 {

        Handshaker(BrokerAddress address) {
            super(
                    // The path alone counts: URI has no host for names with an underscore.
                    URI.create("ws://broker" + address.path()),
                    WebSocketVersion.V13,
                    SUBPROTOCOL,
                    false,
                    host(address),
                    MAX_UNUSED,
                    true,
                    false,
                    CLOSE_MILLIS);
        }

        private static HttpHeaders host(BrokerAddress address) {
            String all = address.authority();
            boolean usual = address.port() == address.transport().defaultPort();
            return new DefaultHttpHeaders()
                    .set(HttpHeaderNames.HOST, usual ? all.substring(0, all.lastIndexOf(':')) : all);
        }

        @Override
        protected FullHttpRequest newHandshakeRequest() {
            FullHttpRequest request = super.newHandshakeRequest();
            request.headers().remove(HttpHeaderNames.ORIGIN); // for browsers (RFC 6455, section 4.1)
            return request;
        }

        @Override
        protected WebSocketFrameDecoder newWebsocketDecoder() {
            return new FrameReader();
        }
    }
}
