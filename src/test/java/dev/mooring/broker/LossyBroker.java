package dev.mooring.broker;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A broker that acknowledges every QoS 1 message and passes on all but each n-th of them: what a checker of brokers must
 * convict. It keeps sessions through their connections, and sends again what was not acknowledged, so that nothing is lost
 * but what it means to lose; or it forgets a session with its connection, whatever was asked for. On 127.0.0.1, MQTT 3.1.1 and 5, QoS 0 and 1, nothing retained; a daemon thread per
 * connection.
 */
public final class LossyBroker implements AutoCloseable {

    /** What usual ones lose: one in a thousand. */
    public static final int ONE_IN_A_THOUSAND = 1_000;

    /** A property of CONNACK (MQTT 5.0, section 3.2.2.3.4); MQTT 3.1.1 cannot say it. */
    private static final int MAXIMUM_QOS = 0x24;

    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(10);

    private final int every;
    private final boolean keepsSessions;
    private final int port = FreePort.next();
    private final Listener listener;
    private final Lock lock = new ReentrantLock();
    private final Map<String, LossySession> sessions = new HashMap<>();
    private final List<byte[]> dropped = new ArrayList<>();
    private final Set<ScriptedWire> wires = ConcurrentHashMap.newKeySet();
    private long acknowledged;

    private LossyBroker(int every, boolean keepsSessions) {
        this.every = every;
        this.keepsSessions = keepsSessions;
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            listener = Listener.start(socket, () -> acceptFrom(socket));
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    /** One that drops each n-th message it acknowledges, listening. */
    public static LossyBroker droppingEach(int nth) {
        return new LossyBroker(nth, true);
    }

    /** One that drops nothing, and keeps no session: who connects begins anew, and ends the connection before. */
    public static LossyBroker keepingNoSessions() {
        return new LossyBroker(Integer.MAX_VALUE, false);
    }

    /** Where to connect to: {@code mqtt://127.0.0.1:PORT}. */
    public String url() {
        return "mqtt://127.0.0.1:" + port;
    }

    /** The payloads of all it has dropped so far, in order. */
    public List<byte[]> dropped() {
        lock.lock();
        try {
            return List.copyOf(dropped);
        } finally {
            lock.unlock();
        }
    }

    /** Ends all connections, and forgets everything. */
    @Override
    public void close() {
        listener.stop();
        wires.forEach(LossyBroker::close);
    }

    private void acceptFrom(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                ScriptedCodec codec = new ScriptedCodec();
                ScriptedWire wire = new ScriptedWire(client, codec, "lossy-broker-" + port);
                wires.add(wire);
                Thread thread = new Thread(() -> serve(wire, codec), "lossy-broker-" + port);
                thread.setDaemon(true);
                thread.start();
            } catch (IOException closed) {
                // Either the listener was closed, and the loop ends, or one client went away again.
            }
        }
    }

    private void serve(ScriptedWire wire, ScriptedCodec codec) {
        LossySession session = null;
        try {
            for (Arrival next = wire.next(LONGEST_SILENCE);
                    next instanceof Arrival.Packet packet && packet.type() != MqttMessageType.DISCONNECT;
                    next = wire.next(LONGEST_SILENCE)) {
                lock.lock();
                try {
                    if (packet.message() instanceof MqttConnectMessage connect) {
                        session = connected(connect, wire, codec);
                    } else if (session != null && session.isOn(wire)) {
                        answer(session, packet.message());
                    }
                } finally {
                    lock.unlock();
                }
            }
        } finally {
            close(wire);
            wires.remove(wire);
        }
    }

    private LossySession connected(MqttConnectMessage connect, ScriptedWire wire, ScriptedCodec codec) {
        String clientId = connect.payload().clientIdentifier();
        if (!keepsSessions || connect.variableHeader().isCleanSession()) {
            LossySession before = sessions.remove(clientId);
            if (before != null) {
                before.hangUp();
            }
        }
        boolean present = sessions.containsKey(clientId);
        LossySession session = sessions.getOrDefault(clientId, new LossySession());
        sessions.put(clientId, session);
        MqttProperties properties = new MqttProperties();
        properties.add(new MqttProperties.IntegerProperty(MAXIMUM_QOS, 1));
        session.takeOver(wire, codec);
        session.send(MqttMessageBuilders.connAck()
                .returnCode(MqttConnectReturnCode.CONNECTION_ACCEPTED)
                .sessionPresent(present)
                .properties(properties)
                .build());
        session.sendAgain();
        return session;
    }

    private void answer(LossySession session, MqttMessage message) {
        switch (message.fixedHeader().messageType()) {
            case PUBLISH -> publish(session, (MqttPublishMessage) message);
            case PUBACK -> session.acknowledged(ScriptedConnection.id(message));
            case SUBSCRIBE -> session.subscribe((MqttSubscribeMessage) message);
            case UNSUBSCRIBE -> session.unsubscribe((MqttUnsubscribeMessage) message);
            case PINGREQ -> session.send(MqttMessage.PINGRESP);
            default -> throw new IllegalStateException("not for this broker: " + message.fixedHeader());
        }
    }

    private void publish(LossySession from, MqttPublishMessage message) {
        String topic = message.variableHeader().topicName();
        Buffer payload = Buffer.buffer(ByteBufUtil.getBytes(message.payload()));
        int qos = message.fixedHeader().qosLevel().value();
        if (qos > 0) {
            from.send(ScriptedPackets.reply(MqttMessageType.PUBACK, ScriptedConnection.id(message), 0));
            acknowledged++;
            if (acknowledged % every == 0) {
                dropped.add(payload.getBytes());
                return;
            }
        }
        sessions.values().forEach(session -> session.deliver(topic, qos, payload));
    }

    /** A PUBLISH that is under way to a subscriber. */
    static MqttMessage publish(int id, int qos, boolean dup, String topic, Buffer payload) {
        return ScriptedPackets.publish(
                id, qos, dup, topic, Unpooled.wrappedBuffer(payload.getBytes()), MqttProperties.NO_PROPERTIES);
    }

    static void close(ScriptedWire wire) {
        try {
            wire.close();
        } catch (IOException alreadyBroken) {
            // Closing is all that was wanted.
        }
    }
}
