package dev.mooring.mqtt;

import dev.mooring.mqtt.codec.ConnAck;
import dev.mooring.mqtt.codec.MalformedPacketException;
import dev.mooring.mqtt.codec.PacketDecoder;
import dev.mooring.mqtt.codec.PacketEncoder;
import dev.mooring.mqtt.codec.PacketSink;
import dev.mooring.mqtt.codec.Property;
import dev.mooring.mqtt.codec.PropertyBlock;
import dev.mooring.mqtt.codec.PropertyReader;
import dev.mooring.mqtt.codec.ProtocolVersion;
import dev.mooring.mqtt.codec.PublishFrame;
import dev.mooring.mqtt.codec.ReasonCode;
import dev.mooring.mqtt.codec.SubscriptionRequest;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.impl.ContextInternal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a broker, from CONNECT to the end of the socket: reads and writes packets, keeps alive, and knows
 * why it ended. Remembers nothing for the next one. A Netty handler, confined to the event loop of its session.
 */
@SuppressWarnings("FutureReturnValueIgnored") // of closes that nobody waits for
final class Connection extends ChannelInboundHandlerAdapter implements MqttTransport.Link, PacketSink, KeepAlive.Owner {

    /**
     * How long the broker has to close the connection after our DISCONNECT, as brokers do (MQTT 5.0, section 3.14.4). The
     * end of the socket may overtake what was sent just before, inside a broker (Artemis), which then publishes the will.
     */
    private static final Duration LAST_WORD = Duration.ofMillis(100);

    /** How long a socket may take for DISCONNECT before it is closed anyway. */
    private static final Duration GOODBYE_TIMEOUT = Duration.ofSeconds(1);

    /** What a PUBLISH may have beyond topic, payload and properties: header, lengths, packet id, alias. */
    private static final int MOST_OVERHEAD = 16;

    private static final CloseReason CLOSED_BY_BROKER =
            new CloseReason(CloseReason.Kind.CLOSED_BY_PEER, "connection closed by the broker");

    /** What is composed to it may throw, and has failed then. */
    private static final Future<Void> NOW = Future.succeededFuture();

    private static final System.Logger LOG = System.getLogger(Connection.class.getName());

    private enum Phase {
        /** CONNECT was not sent yet. */
        NEW,
        /** CONNACK is awaited. */
        CONNECTING,
        OPEN,
        /** We want it to end; nothing that arrives counts any more. */
        CLOSING,
        CLOSED
    }

    private final ConnectRequest request;
    private final MqttTransport.LinkListener listener;
    private final ContextInternal context;
    private final Promise<MqttTransport.Link> connected = Promise.promise();
    private final PacketDecoder decoder;
    private final InboundAliases topics;

    private Phase phase = Phase.NEW;
    private CloseReason reason = CLOSED_BY_BROKER;
    private @Nullable ChannelHandlerContext channel;
    private @Nullable PacketWriter writer;
    private @Nullable KeepAlive keepAlive;
    private @Nullable ConnectAnswer answer;
    /** The beginning of a packet whose end has not come. */
    private @Nullable ByteBuf rest;

    private long readNanos;
    private boolean reading = true;
    private long readingSince = System.nanoTime();

    Connection(ConnectRequest request, MqttTransport.LinkListener listener, ContextInternal context) {
        this.request = request;
        this.listener = listener;
        this.context = context;
        this.topics = new InboundAliases(new TopicNames(), request.limits().topicAliases());
        this.decoder = new PacketDecoder(request.version(), request.limits().maxPacketSize(), this);
    }

    /** Completes at CONNACK. */
    Promise<MqttTransport.Link> connected() {
        return connected;
    }

    // ---- handshake

    /** The socket is there, {@code first} is what an exchange of authentication begins with. */
    void begin(Buffer first) {
        if (phase != Phase.NEW) {
            closeSocket(); // it came too late
            return;
        }
        phase = Phase.CONNECTING;
        writer().write(out -> PacketEncoder.connect(out, request.version(), ConnectPackets.of(request, first)));
        writer().flush();
    }

    /** The attempt took too long. */
    void expire() {
        if (phase == Phase.NEW || phase == Phase.CONNECTING) {
            fail(ConnectException.unreachable(
                    request.address() + " not reached: no CONNACK within " + request.timeout(), null));
        }
    }

    @Override
    public void connAck(ConnAck packet) throws MalformedPacketException {
        if (phase == Phase.CLOSING) {
            return;
        }
        if (phase != Phase.CONNECTING) {
            throw unexpected("CONNACK");
        }
        if (packet.reasonCode() != ReasonCode.SUCCESS.code()) {
            fail(Refusals.of(request, packet));
            return;
        }
        ConnectAnswer said = ConnectAnswer.of(request.version(), packet, request.keepAlive());
        answer = said;
        writer().aliases(said.topicAliasMaximum());
        KeepAlive alive = new KeepAlive(context.nettyEventLoop(), said.keepAlive(), this);
        keepAlive = alive;
        alive.start(readNanos);
        phase = Phase.OPEN;
        connected.tryComplete(this);
    }

    private void fail(ConnectException why) {
        phase = Phase.CLOSING;
        connected.tryFail(why);
        closeSocket();
    }

    @Override
    public void auth(int reasonCode, PropertyBlock properties) throws MalformedPacketException {
        EnhancedAuthentication authentication = request.authentication();
        if (authentication == null || (phase != Phase.CONNECTING && phase != Phase.OPEN)) {
            throw unexpected("AUTH");
        }
        if (reasonCode != ReasonCode.CONTINUE_AUTHENTICATION.code()) {
            return; // 0x00: authenticated anew
        }
        Buffer challenge = data(properties);
        NOW.compose(v -> authentication.answer(challenge)).onComplete(context.promise(answered -> {
            if (answered.succeeded()) {
                sendAuth(ReasonCode.CONTINUE_AUTHENTICATION, authentication.method(), answered.result());
            } else {
                authenticationFailed();
            }
        }));
    }

    private static Buffer data(PropertyBlock properties) {
        PropertyReader reader = properties.read();
        while (reader.next()) {
            if (reader.property() == Property.AUTHENTICATION_DATA) {
                return Buffer.buffer(reader.data());
            }
        }
        return Buffer.buffer();
    }

    private void sendAuth(ReasonCode code, String method, Buffer data) {
        if (phase == Phase.CONNECTING || phase == Phase.OPEN) {
            PropertyBlock properties = ConnectPackets.authentication(method, data);
            writer().write(out -> PacketEncoder.auth(out, code.code(), properties));
            writer().flush();
        }
    }

    private void authenticationFailed() {
        if (phase == Phase.CONNECTING) {
            fail(ConnectException.refused(request.address() + ": the authentication could not be continued", null));
        } else {
            abort(new CloseReason(CloseReason.Kind.REQUESTED, "the authentication could not be renewed"));
        }
    }

    @Override
    public void reauthenticate() {
        EnhancedAuthentication authentication = request.authentication();
        if (authentication == null || phase != Phase.OPEN || request.version() != ProtocolVersion.V5) {
            return;
        }
        NOW.compose(v -> authentication.begin()).onComplete(context.promise(begun -> {
            if (begun.succeeded()) {
                sendAuth(ReasonCode.REAUTHENTICATE, authentication.method(), begun.result());
            } else {
                authenticationFailed();
            }
        }));
    }

    // ---- reading

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        channel = added;
        writer = new PacketWriter(added, request.version(), this::wrote);
    }

    private void wrote() {
        KeepAlive alive = keepAlive;
        if (alive != null) {
            alive.wrote(System.nanoTime());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object message) {
        if (!(message instanceof ByteBuf bytes) || phase == Phase.CLOSING) {
            ReferenceCountUtil.release(message); // after our DISCONNECT nothing is answered any more
            return;
        }
        readNanos = System.nanoTime();
        KeepAlive alive = keepAlive;
        if (alive != null) {
            alive.read(readNanos);
        }
        writer().hold();
        ContextInternal before = context.beginDispatch();
        try {
            decode(bytes);
        } finally {
            context.endDispatch(before);
            bytes.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext from) {
        writer().release();
        from.fireChannelReadComplete();
    }

    private void decode(ByteBuf bytes) {
        ByteBuf begun = rest;
        rest = null; // ours while we decode: the end of the connection, which may come meanwhile, must not release it
        if (begun != null) {
            begun.writeBytes(bytes);
        }
        ByteBuf all = begun == null ? bytes : begun;
        try {
            decoder.decode(all);
        } catch (MalformedPacketException e) {
            protocolError(e.reasonCode(), String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a packet could not be handled", e);
            protocolError(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR.code(), "internal error: " + e);
        }
        keepRest(all, begun);
    }

    private void keepRest(ByteBuf all, @Nullable ByteBuf begun) {
        boolean wanted = all.isReadable() && (phase == Phase.CONNECTING || phase == Phase.OPEN);
        if (begun != null && !wanted) {
            begun.release();
        } else if (begun != null) {
            rest = begun.discardSomeReadBytes();
        } else if (wanted) {
            rest = channel().alloc().directBuffer(roomFor(all)).writeBytes(all);
        }
    }

    /** What the packet will need, but never much more than has come: a header alone can claim anything. */
    private int roomFor(ByteBuf bytes) {
        int have = bytes.readableBytes();
        return Math.min(Math.max(decoder.incompletePacketSize(bytes), have), Math.max(have * 2, 1024));
    }

    private void forgetRest() {
        ByteBuf begun = rest;
        rest = null;
        if (begun != null) {
            begun.release();
        }
    }

    @Override
    public void publish(PublishFrame frame) throws MalformedPacketException {
        if (isOpenFor("PUBLISH")) {
            TopicName topic = topics.topic(frame);
            listener.received(new InboundMessage(topic, frame), frame.packetId(), readNanos);
        }
    }

    @Override
    public void pubAck(int packetId, int reasonCode, @Nullable String reasonString) throws MalformedPacketException {
        if (isOpenFor("PUBACK")) {
            listener.pubAck(packetId, reasonCode);
        }
    }

    @Override
    public void pubRec(int packetId, int reasonCode, @Nullable String reasonString) throws MalformedPacketException {
        if (isOpenFor("PUBREC")) {
            listener.pubRec(packetId, reasonCode);
        }
    }

    @Override
    public void pubRel(int packetId, int reasonCode, @Nullable String reasonString) throws MalformedPacketException {
        if (isOpenFor("PUBREL")) {
            listener.pubRel(packetId);
        }
    }

    @Override
    public void pubComp(int packetId, int reasonCode, @Nullable String reasonString) throws MalformedPacketException {
        if (isOpenFor("PUBCOMP")) {
            listener.pubComp(packetId);
        }
    }

    @Override
    public void subAck(int packetId, int[] reasonCodes, @Nullable String reasonString) throws MalformedPacketException {
        if (isOpenFor("SUBACK")) {
            listener.subAck(packetId, reasonCodes);
        }
    }

    @Override
    public void unsubAck(int packetId, int[] reasonCodes, @Nullable String reasonString)
            throws MalformedPacketException {
        if (isOpenFor("UNSUBACK")) {
            listener.unsubAck(packetId);
        }
    }

    @Override
    public void pingResp() throws MalformedPacketException {
        isOpenFor("PINGRESP"); // that something came is all it says, and was noted
    }

    @Override
    public void disconnect(int reasonCode, PropertyBlock properties) throws MalformedPacketException {
        if (phase == Phase.CONNECTING) {
            fail(Refusals.of(request, new ConnAck(false, reasonCode, properties)));
            return;
        }
        if (!isOpenFor("DISCONNECT")) {
            return;
        }
        CloseReason.Kind kind = reasonCode == ReasonCode.SESSION_TAKEN_OVER.code()
                ? CloseReason.Kind.TAKEN_OVER
                : CloseReason.Kind.CLOSED_BY_PEER;
        end(new CloseReason(kind, "disconnected by the broker: " + Refusals.words(reasonCode, properties)));
    }

    /** What arrives after we have decided to close is nobody's; what arrives before CONNACK is an error. */
    private boolean isOpenFor(String packet) throws MalformedPacketException {
        if (phase == Phase.NEW || phase == Phase.CONNECTING) {
            throw unexpected(packet);
        }
        return phase == Phase.OPEN;
    }

    private static MalformedPacketException unexpected(String packet) {
        return new MalformedPacketException(ReasonCode.PROTOCOL_ERROR, packet + " out of turn");
    }

    // ---- writing

    @Override
    public ConnectAnswer answer() {
        ConnectAnswer said = answer;
        if (said == null) {
            throw new IllegalStateException("not connected");
        }
        return said;
    }

    @Override
    public boolean writable() {
        return phase == Phase.OPEN && channel().channel().isWritable();
    }

    @Override
    public PublishException.@Nullable Reason objection(OutboundMessage message) {
        if (message.retain() && !answer().retainAvailable()) {
            return PublishException.Reason.RETAIN_NOT_AVAILABLE;
        }
        long size = message.size() + MOST_OVERHEAD;
        if (!message.properties().isEmpty()) {
            size += message.properties().encoded(0).length();
        }
        return size > answer().maximumPacketSize() ? PublishException.Reason.TOO_LARGE : null;
    }

    @Override
    public void publish(OutboundMessage message, QoS qos, int packetId, boolean duplicate, long expirySeconds) {
        if (phase == Phase.OPEN) {
            writer().publish(message, qos, packetId, duplicate, expirySeconds);
        }
    }

    @Override
    public void pubAck(int packetId) {
        if (phase == Phase.OPEN) {
            writer().pubAck(packetId);
        }
    }

    @Override
    public void pubRec(int packetId) {
        if (phase == Phase.OPEN) {
            writer().pubRec(packetId);
        }
    }

    @Override
    public void pubRel(int packetId) {
        if (phase == Phase.OPEN) {
            writer().pubRel(packetId);
        }
    }

    @Override
    public void pubComp(int packetId, boolean known) {
        if (phase == Phase.OPEN) {
            ReasonCode code = known ? ReasonCode.SUCCESS : ReasonCode.PACKET_IDENTIFIER_NOT_FOUND;
            writer().pubComp(packetId, code.code());
        }
    }

    @Override
    public void subscribe(int packetId, List<SubscriptionRequest> filters) {
        if (phase == Phase.OPEN) {
            writer().subscribe(packetId, filters);
        }
    }

    @Override
    public void unsubscribe(int packetId, List<String> filters) {
        if (phase == Phase.OPEN) {
            writer().unsubscribe(packetId, filters);
        }
    }

    @Override
    public void flush() {
        writer().flush();
    }

    @Override
    public void flushSoon() {
        writer().flushSoon();
    }

    @Override
    public void read(boolean wanted) {
        long now = System.nanoTime();
        reading = wanted;
        readingSince = now;
        channel().channel().config().setAutoRead(wanted);
        KeepAlive alive = keepAlive;
        if (alive != null) {
            alive.paused(!wanted, now);
        }
    }

    @Override
    public boolean hasReadSince(long nanos) {
        return reading && readingSince - nanos <= 0;
    }

    @Override
    public long lastRead() {
        KeepAlive alive = keepAlive;
        return alive == null ? System.nanoTime() : alive.lastRead();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext from) {
        if (writable()) {
            listener.writable();
        }
        from.fireChannelWritabilityChanged();
    }

    @Override
    public void ping() {
        writer().write(PacketEncoder::pingReq);
        writer().flush();
    }

    // ---- the end

    @Override
    public void silent() {
        abort(new CloseReason(
                CloseReason.Kind.KEEP_ALIVE_TIMEOUT,
                "nothing came back within 1.5 times the keep-alive of " + answer().keepAlive()));
    }

    private void protocolError(int reasonCode, String what) {
        if (phase == Phase.CLOSED || phase == Phase.CLOSING) {
            return;
        }
        if (phase == Phase.CONNECTING) {
            fail(ConnectException.unreachable(request.address() + " does not speak MQTT: " + what, null));
            return;
        }
        reason = new CloseReason(CloseReason.Kind.PROTOCOL_ERROR, "protocol error: " + what);
        sayGoodbye(reasonCode);
    }

    @Override
    public void disconnect() {
        if (phase == Phase.OPEN) {
            reason = new CloseReason(CloseReason.Kind.REQUESTED, "disconnected on request");
            sayGoodbye(ReasonCode.SUCCESS.code());
        } else if (phase == Phase.NEW || phase == Phase.CONNECTING) {
            fail(ConnectException.unreachable("given up", null));
        }
    }

    /** DISCONNECT and the end of the socket; a 3.1.1 broker must not read an error as "no will" (section 3.14). */
    private void sayGoodbye(int reasonCode) {
        if (reasonCode == ReasonCode.SUCCESS.code() || request.version() == ProtocolVersion.V5) {
            writer().write(out -> PacketEncoder.disconnect(out, request.version(), reasonCode, PropertyBlock.EMPTY));
        }
        phase = Phase.CLOSING;
        ChannelFuture last = writer().flushLast();
        if (reasonCode == ReasonCode.SUCCESS.code()) {
            last.addListener(sent -> closeIn(LAST_WORD));
        } else {
            last.addListener(ChannelFutureListener.CLOSE);
        }
        closeIn(GOODBYE_TIMEOUT); // not for ever, if the other side takes nothing
        channel().channel().config().setAutoRead(true); // or its end of the connection would not be seen
    }

    private void closeIn(Duration delay) {
        channel().executor().schedule(this::closeSocket, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void abort(CloseReason why) {
        if (phase == Phase.OPEN) {
            end(why);
        }
    }

    private void end(CloseReason why) {
        reason = why;
        phase = Phase.CLOSING;
        closeSocket();
    }

    private void closeSocket() {
        ChannelHandlerContext its = channel;
        if (its != null) {
            its.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
        if (phase == Phase.OPEN) {
            end(new CloseReason(CloseReason.Kind.CLOSED_BY_PEER, "connection lost: " + cause.getMessage()));
        } else if (phase == Phase.CONNECTING) {
            fail(ConnectException.closedSilently(
                    request.address() + " ended the connection before CONNACK: " + cause.getMessage()));
        } else {
            closeSocket();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext from) {
        Phase before = phase;
        phase = Phase.CLOSED;
        writer().close();
        forgetRest();
        KeepAlive alive = keepAlive;
        if (alive != null) {
            alive.stop();
        }
        if (before == Phase.CONNECTING) {
            connected.tryFail(ConnectException.closedSilently(
                    request.address() + " closed the connection without answering CONNECT"));
        }
        connected.tryFail(ConnectException.unreachable(request.address() + " ended before CONNECT was sent", null));
        if (answer != null && before != Phase.CLOSED) {
            context.dispatch(v -> listener.closed(reason));
        }
        from.fireChannelInactive();
    }

    private PacketWriter writer() {
        PacketWriter its = writer;
        if (its == null) {
            throw new IllegalStateException("no socket yet");
        }
        return its;
    }

    private ChannelHandlerContext channel() {
        ChannelHandlerContext its = channel;
        if (its == null) {
            throw new IllegalStateException("no socket yet");
        }
        return its;
    }
}
