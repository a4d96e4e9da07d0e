package dev.mooring.mqtt;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Tells the handlers behind it of the start when it is opened, and only then. Netty's own news comes after a TCP connection was
 * handed over, but before one with TLS was. What concerns the layers below stays below.
 */
final class StartGate extends ChannelInboundHandlerAdapter {

    private @Nullable ChannelHandlerContext context;

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    void open() {
        if (context != null) {
            context.fireChannelActive();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        // Netty's own.
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        ReferenceCountUtil.release(event);
    }
}
