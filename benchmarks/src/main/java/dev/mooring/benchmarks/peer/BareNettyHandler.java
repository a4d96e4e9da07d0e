package dev.mooring.benchmarks.peer;

import dev.mooring.benchmarks.work.InFlight;
import dev.mooring.benchmarks.work.Inbox;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPubAckMessage;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One connection of {@link BareNetty}. Acknowledgements of what came with one read leave with one flush. */
final class BareNettyHandler extends ChannelInboundHandlerAdapter {

    private static final MqttFixedHeader PUBACK = header(MqttMessageType.PUBACK, MqttQoS.AT_MOST_ONCE);
    private static final MqttFixedHeader PUBREC = header(MqttMessageType.PUBREC, MqttQoS.AT_MOST_ONCE);
    private static final MqttFixedHeader PUBREL = header(MqttMessageType.PUBREL, MqttQoS.AT_LEAST_ONCE);
    private static final MqttFixedHeader PUBCOMP = header(MqttMessageType.PUBCOMP, MqttQoS.AT_MOST_ONCE);
    private static final MqttFixedHeader[] PUBLISH = {
        header(MqttMessageType.PUBLISH, MqttQoS.AT_MOST_ONCE),
        header(MqttMessageType.PUBLISH, MqttQoS.AT_LEAST_ONCE),
        header(MqttMessageType.PUBLISH, MqttQoS.EXACTLY_ONCE)
    };
    private static final MqttMessage DISCONNECT =
            new MqttMessage(header(MqttMessageType.DISCONNECT, MqttQoS.AT_MOST_ONCE));

    private final Target target;
    private final String clientId;
    private final Inbox inbox;
    private final CompletableFuture<Void> connected = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private volatile @Nullable ChannelHandlerContext context;
    private volatile @Nullable Handover<Outgoing> handover;

    // Event loop only.
    private int lastId;
    private int sentOfBatch;
    private @Nullable InFlight inFlight;

    BareNettyHandler(Target target, String clientId, Inbox inbox) {
        this.target = target;
        this.clientId = clientId;
        this.inbox = inbox;
    }

    CompletableFuture<Void> connected() {
        return connected;
    }

    boolean isOpen() {
        return connected.isDone() && !closed.isDone();
    }

    CompletableFuture<Void> disconnect() {
        open().writeAndFlush(DISCONNECT).addListener(sent -> open().close());
        return closed;
    }

    void subscribe(int qos) {
        open().writeAndFlush(MqttMessageBuilders.subscribe()
                .messageId(1)
                .addSubscription(MqttQoS.valueOf(qos), target.topic())
                .build());
    }

    void publish(Outgoing message) {
        Handover<Outgoing> toLoop = handover;
        if (toLoop != null) {
            toLoop.offer(message);
        }
    }

    private ChannelHandlerContext open() {
        ChannelHandlerContext current = context;
        if (current == null) {
            throw new IllegalStateException("not connected");
        }
        return current;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        handover = new Handover<>(ctx.executor(), this::write, this::flush);
        ctx.writeAndFlush(MqttMessageBuilders.connect()
                .protocolVersion(MqttVersion.MQTT_3_1_1)
                .clientId(clientId)
                .cleanSession(true)
                .keepAlive(60)
                .build());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof MqttPublishMessage publish) {
            received(ctx, publish);
            return;
        }
        MqttMessage packet = (MqttMessage) message;
        switch (packet.fixedHeader().messageType()) {
            case CONNACK -> connected.complete(null);
            case PUBACK, PUBCOMP -> done();
            case PUBREC -> answer(ctx, PUBREL, id(packet));
            case PUBREL -> answer(ctx, PUBCOMP, id(packet));
            default -> {}
        }
    }

    private void received(ChannelHandlerContext ctx, MqttPublishMessage publish) {
        inbox.take(publish.payload());
        publish.release();
        switch (publish.fixedHeader().qosLevel()) {
            case AT_LEAST_ONCE ->
                ctx.write(
                        new MqttPubAckMessage(
                                PUBACK,
                                MqttMessageIdVariableHeader.from(
                                        publish.variableHeader().packetId())),
                        ctx.voidPromise());
            case EXACTLY_ONCE -> answer(ctx, PUBREC, publish.variableHeader().packetId());
            default -> {}
        }
    }

    private static int id(MqttMessage packet) {
        return ((MqttMessageIdVariableHeader) packet.variableHeader()).messageId();
    }

    private static void answer(ChannelHandlerContext ctx, MqttFixedHeader type, int id) {
        ctx.write(new MqttMessage(type, MqttMessageIdVariableHeader.from(id)), ctx.voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.flush();
    }

    // ---- publishing: only one InFlight at a time is in use

    private void write(Outgoing message) {
        inFlight = message.inFlight();
        lastId = lastId == 65_535 ? 1 : lastId + 1;
        MqttPublishMessage packet = new MqttPublishMessage(
                PUBLISH[message.qos()],
                new MqttPublishVariableHeader(target.topic(), message.qos() == 0 ? 0 : lastId),
                Unpooled.wrappedBuffer(message.payload()));
        ChannelHandlerContext ctx = open();
        if (message.qos() == 0) {
            sentOfBatch++;
        }
        ctx.write(packet, ctx.voidPromise());
    }

    private void flush() {
        ChannelHandlerContext ctx = open();
        int sent = sentOfBatch;
        InFlight told = inFlight;
        sentOfBatch = 0;
        if (sent > 0 && told != null) {
            // An empty buffer behind the batch: its promise is done when all before it is in the socket.
            ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
                for (int i = 0; i < sent; i++) {
                    told.done();
                }
            });
        } else {
            ctx.flush();
        }
    }

    private void done() {
        InFlight told = inFlight;
        if (told != null) {
            told.done();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        closed.complete(null);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        connected.completeExceptionally(cause);
        ctx.close();
    }

    private static MqttFixedHeader header(MqttMessageType type, MqttQoS qos) {
        return new MqttFixedHeader(type, false, qos, false, 0);
    }
}
