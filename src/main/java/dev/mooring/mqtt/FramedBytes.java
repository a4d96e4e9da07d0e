package dev.mooring.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.util.ReferenceCountUtil;

/**
 * Puts each written buffer into binary frames (MQTT 5.0, section 6.0.0-1), answers the peer's Close, and tells a peer that
 * breaks the rules so before the exception goes on. The bytes that come in arrive here bare, see {@link FrameReader}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write or close that fails is news of the channel itself
final class FramedBytes extends ChannelDuplexHandler {

    /** Brokers on Netty take frames of up to 64 KiB unless told otherwise; a packet may span many (section 6). */
    private static final int LARGEST = 32 * 1024;

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        // Vert.x closes with an empty write, which is no frame.
        if (message instanceof ByteBuf buffer && buffer.isReadable()) {
            while (buffer.readableBytes() > LARGEST) {
                ctx.write(new BinaryWebSocketFrame(buffer.readRetainedSlice(LARGEST)), ctx.voidPromise());
            }
            ctx.write(new BinaryWebSocketFrame(buffer), promise);
        } else {
            ctx.write(message, promise);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf) {
            ctx.fireChannelRead(message);
        } else if (message instanceof CloseWebSocketFrame close) {
            ctx.writeAndFlush(close); // with the peer's own status (RFC 6455, section 5.5.1)
            ctx.close();
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof CorruptedWebSocketFrameException broken) {
            ctx.writeAndFlush(new CloseWebSocketFrame(broken.closeStatus()));
        }
        ctx.fireExceptionCaught(cause);
        ctx.close();
    }
}
