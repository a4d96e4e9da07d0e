package dev.mooring.broker;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * One client at a {@link ScriptedBroker}. It answers nothing by itself, not even PINGREQ. For one test thread.
 *
 * <p>Packets are decoded as they come and wait in a queue. {@code expect…} takes the next of them and fails when it is
 * another one than expected or when none comes in time; {@link #skipTo} passes over others. Both say what came before,
 * what came instead, and what waits behind it. Sending blocks until the kernel has the bytes, {@link #DEADLINE} at most.
 *
 * <p>The version of what is sent follows the CONNECT that came; before it, use {@link #sendRaw}. Netty's codec, which
 * decodes here, mistakes some MQTT 5 properties before its version 4.1.138; trust bytes where those matter.
 */
public final class ScriptedConnection implements AutoCloseable {

    /** The longest any call waits, unless told otherwise. */
    public static final Duration DEADLINE = Duration.ofSeconds(10);

    private final ScriptedCodec codec;
    private final ScriptedWire wire;
    private final List<Arrival> taken = new ArrayList<>();
    private MqttVersion version = MqttVersion.V3_1_1;

    ScriptedConnection(ScriptedCodec codec, ScriptedWire wire) {
        this.codec = codec;
        this.wire = wire;
    }

    // ---- What the client sends ----

    /** Expects this as the next packet, within {@link #DEADLINE}. */
    public MqttMessage expect(MqttMessageType type) {
        return expect(type, DEADLINE);
    }

    /** Expects this as the next packet. */
    public MqttMessage expect(MqttMessageType type, Duration within) {
        if (next(type.toString(), within) instanceof Arrival.Packet packet && packet.type() == type) {
            return packet.message();
        }
        throw instead(type.toString());
    }

    /** The next packet of this type; others that come before it are passed over. */
    public MqttMessage skipTo(MqttMessageType type, Duration within) {
        long end = System.nanoTime() + within.toNanos();
        while (true) {
            Arrival arrival = next(type.toString(), Duration.ofNanos(Math.max(0, end - System.nanoTime())));
            if (arrival instanceof Arrival.Packet packet && packet.type() == type) {
                return packet.message();
            }
            if (!(arrival instanceof Arrival.Packet)) {
                throw instead(type.toString());
            }
        }
    }

    /** Expects CONNECT; what is sent from now on has its version. */
    public MqttConnectMessage expectConnect() {
        MqttConnectMessage connect = (MqttConnectMessage) expect(MqttMessageType.CONNECT);
        version = connect.variableHeader().version() == MqttVersion.V5.level() ? MqttVersion.V5 : MqttVersion.V3_1_1;
        return connect;
    }

    /** Expects PUBLISH; {@link #text} reads its payload. */
    public MqttPublishMessage expectPublish() {
        return (MqttPublishMessage) expect(MqttMessageType.PUBLISH);
    }

    /** Expects SUBSCRIBE. */
    public MqttSubscribeMessage expectSubscribe() {
        return (MqttSubscribeMessage) expect(MqttMessageType.SUBSCRIBE);
    }

    /** Expects UNSUBSCRIBE. */
    public MqttUnsubscribeMessage expectUnsubscribe() {
        return (MqttUnsubscribeMessage) expect(MqttMessageType.UNSUBSCRIBE);
    }

    /** Expects a packet of this type with this packet id, such as PUBACK 7. */
    public MqttMessage expect(MqttMessageType type, int id) {
        MqttMessage message = expect(type);
        if (id(message) != id) {
            throw instead(type + " " + id);
        }
        return message;
    }

    /** Expects the end of the connection as the next thing, however the client does it. */
    public void expectEnd() {
        expectEnd(DEADLINE);
    }

    /** Expects the end of the connection as the next thing, however the client does it. */
    public void expectEnd(Duration within) {
        if (!(next("the end of the connection", within) instanceof Arrival.End)) {
            throw instead("the end of the connection");
        }
    }

    /** Expects that the client sends nothing for this long. For what no packet can prove; it costs the time it takes. */
    public void expectNothing(Duration within) {
        Arrival arrival = wire.next(within);
        if (arrival != null) {
            taken.add(arrival);
            throw instead("nothing");
        }
    }

    /** What has come and was not taken yet, as text. */
    public List<String> waiting() {
        return Arrays.stream(wire.waiting()).map(Arrival::toString).toList();
    }

    /** The payload as UTF-8, as often as one likes. */
    public static String text(MqttPublishMessage publish) {
        return publish.payload().toString(UTF_8);
    }

    /** The packet id. */
    public static int id(MqttMessage message) {
        if (message instanceof MqttPublishMessage publish) {
            return publish.variableHeader().packetId();
        }
        return ((MqttMessageIdVariableHeader) message.variableHeader()).messageId();
    }

    // ---- What the script sends ----

    /** CONNACK: accepted. */
    public void connAck(boolean sessionPresent) {
        connAck(sessionPresent, MqttProperties.NO_PROPERTIES);
    }

    /** CONNACK: accepted, with properties (MQTT 5.0, section 3.2.2.3). */
    public void connAck(boolean sessionPresent, MqttProperties properties) {
        MqttConnAckMessage accepted = MqttMessageBuilders.connAck()
                .returnCode(MqttConnectReturnCode.CONNECTION_ACCEPTED)
                .sessionPresent(sessionPresent)
                .properties(properties)
                .build();
        send(accepted);
    }

    /** CONNACK with any code of 0 to 255, whether it exists or not; the client's version decides the form. */
    public void refuse(int code) {
        if (version == MqttVersion.V5) {
            sendRaw(0x20, 3, 0, code, 0);
        } else {
            sendRaw(0x20, 2, 0, code);
        }
    }

    /** PUBLISH, not retained; the id counts from QoS 1 on. */
    public void publish(int id, int qos, boolean dup, String topic, String payload) {
        publish(id, qos, dup, topic, payload.getBytes(UTF_8), MqttProperties.NO_PROPERTIES);
    }

    /** PUBLISH, not retained, with properties (MQTT 5.0, section 3.3.2.3). */
    public void publish(int id, int qos, boolean dup, String topic, byte[] payload, MqttProperties properties) {
        send(ScriptedPackets.publish(id, qos, dup, topic, Unpooled.wrappedBuffer(payload), properties));
    }

    /** PUBACK. */
    public void puback(int id) {
        puback(id, 0);
    }

    /** PUBACK with a reason code, which MQTT 3.1.1 does not have. */
    public void puback(int id, int reason) {
        send(ScriptedPackets.reply(MqttMessageType.PUBACK, id, reason));
    }

    /** PUBREC. */
    public void pubrec(int id) {
        pubrec(id, 0);
    }

    /** PUBREC with a reason code, which MQTT 3.1.1 does not have. */
    public void pubrec(int id, int reason) {
        send(ScriptedPackets.reply(MqttMessageType.PUBREC, id, reason));
    }

    /** PUBREL. */
    public void pubrel(int id) {
        pubrel(id, 0);
    }

    /** PUBREL with a reason code, which MQTT 3.1.1 does not have. */
    public void pubrel(int id, int reason) {
        send(ScriptedPackets.reply(MqttMessageType.PUBREL, id, reason));
    }

    /** PUBCOMP. */
    public void pubcomp(int id) {
        pubcomp(id, 0);
    }

    /** PUBCOMP with a reason code, which MQTT 3.1.1 does not have. */
    public void pubcomp(int id, int reason) {
        send(ScriptedPackets.reply(MqttMessageType.PUBCOMP, id, reason));
    }

    /** SUBACK with one code per filter, such as 0, 1, 2, 0x80. */
    public void suback(int id, int... codes) {
        send(ScriptedPackets.suback(id, codes));
    }

    /** UNSUBACK; MQTT 3.1.1 has no codes, MQTT 5 one per filter. */
    public void unsuback(int id, int... codes) {
        send(ScriptedPackets.unsuback(id, codes));
    }

    /** PINGRESP. */
    public void pingresp() {
        send(MqttMessage.PINGRESP);
    }

    /** DISCONNECT of MQTT 5, such as 0x8E for a takeover (MQTT 5.0, section 3.14.2.1). The connection stays open. */
    public void disconnect(int reason) {
        disconnect(reason, MqttProperties.NO_PROPERTIES);
    }

    /** DISCONNECT of MQTT 5 with properties. The connection stays open. */
    public void disconnect(int reason, MqttProperties properties) {
        send(ScriptedPackets.disconnect(reason, properties));
    }

    /** Any packet. */
    public void send(MqttMessage message) {
        sendRaw(codec.encode(message));
    }

    /** Any bytes, 0 to 255 each. */
    public void sendRaw(int... bytes) {
        sendRaw(ScriptedPackets.bytes(bytes));
    }

    /** Any bytes, in one write. */
    public void sendRaw(byte[] bytes) {
        finish(wire.write(bytes));
    }

    /** The same bytes as {@link #send}, each in a write of its own, a millisecond apart. */
    public void drip(MqttMessage message) {
        drip(codec.encode(message));
    }

    /** The same bytes as {@link #sendRaw(byte[])}, each in a write of its own, a millisecond apart. */
    public void drip(byte[] bytes) {
        finish(wire.drip(bytes));
    }

    /** Sends without waiting. Done when the kernel has all bytes, which is never while the client does not read. */
    public CompletableFuture<Void> startSending(byte[] bytes) {
        return wire.write(bytes);
    }

    /** The bytes of a packet, to be cut into pieces or put together with others. */
    public byte[] bytesOf(MqttMessage message) {
        return codec.encode(message);
    }

    // ---- What goes wrong ----

    /** From now on nothing is read: the client's writes fill the buffers of the kernel, and then block. */
    public void pauseReading() {
        wire.pause(true);
    }

    /** Reads on, with what was sent meanwhile first. */
    public void resumeReading() {
        wire.pause(false);
    }

    /** Says that nothing more will be sent (FIN), and still reads. */
    public void halfClose() {
        fault(wire::halfClose);
    }

    /** Breaks the connection (RST): what the client has not read yet is lost to it. */
    public void reset() {
        fault(wire::reset);
    }

    /**
     * Closes the socket without a word: FIN. The kernel makes it a RST when there is something it has received and nobody
     * has read, as after {@link #pauseReading()}.
     */
    @Override
    public void close() {
        fault(wire::close);
    }

    private Arrival next(String expected, Duration within) {
        Arrival arrival = wire.next(within);
        if (arrival == null) {
            throw new AssertionError(
                    "expected " + expected + ", but nothing came within " + within + "; before: " + taken);
        }
        taken.add(arrival);
        return arrival;
    }

    /** The last one taken is the wrong one. */
    private AssertionError instead(String expected) {
        int last = taken.size() - 1;
        return new AssertionError("expected " + expected + ", but " + taken.get(last) + " came; before: "
                + taken.subList(0, last) + "; behind it: " + waiting());
    }

    private void finish(CompletableFuture<Void> writing) {
        try {
            writing.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException stuck) {
            reset();
            throw new AssertionError("the client did not read what was sent within " + DEADLINE, stuck);
        } catch (ExecutionException broken) {
            throw new AssertionError("could not be sent; before: " + taken, broken.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while sending", interrupted);
        }
    }

    private static void fault(Fault fault) {
        try {
            fault.happen();
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    private interface Fault {
        void happen() throws IOException;
    }
}
