package dev.mooring.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

import static org.awaitility.Awaitility.await;

/** In place of the MQTT connection: keeps in hexadecimal what comes, and what else it hears. */
@SuppressWarnings("FutureReturnValueIgnored") // the tests look at what comes of it
final class ByteClient extends ChannelInboundHandlerAdapter {

    /** CONNECT, MQTT 3.1.1, clean session, keep-alive 60 s, client id "x". */
    static final String CONNECT = "100d00044d51545404" + "02003c" + "000178";

    private final Queue<String> bytes = new ConcurrentLinkedQueue<>();
    private final Queue<String> events = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private volatile @Nullable ChannelHandlerContext context;

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        events.add("added");
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        events.add("active");
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf buffer = (ByteBuf) message;
        bytes.add(ByteBufUtil.hexDump(buffer));
        buffer.release();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        events.add("inactive");
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        failures.add(cause);
        ctx.close();
    }

    ChannelHandlerContext context() {
        return Objects.requireNonNull(context);
    }

    void write(String hex) {
        context().writeAndFlush(Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex)));
    }

    void close() {
        context().close();
    }

    String received() {
        return String.join("", bytes);
    }

    List<String> events() {
        return new ArrayList<>(events);
    }

    void awaitReceived(String hex) {
        await().atMost(30, TimeUnit.SECONDS).until(() -> received().equals(hex));
    }

    void awaitClosed() {
        await().atMost(30, TimeUnit.SECONDS).until(() -> events.contains("inactive"));
    }

    String failure() {
        await().atMost(30, TimeUnit.SECONDS).until(() -> !failures.isEmpty());
        return String.valueOf(failures.peek());
    }
}
