package dev.mooring.broker;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.netty.handler.codec.mqtt.MqttMessageType.CONNECT;
import static io.netty.handler.codec.mqtt.MqttMessageType.PINGREQ;
import static io.netty.handler.codec.mqtt.MqttMessageType.PUBACK;
import static io.netty.handler.codec.mqtt.MqttMessageType.PUBREC;
import static io.netty.handler.codec.mqtt.MqttMessageType.PUBREL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class ScriptedBrokerTest {

    private static final Duration SHORT = Duration.ofMillis(200);
    private static final int LARGE = 16_000_000;
    private static final byte[] PINGREQ_BYTES = bytes(0xC0, 0);

    private final ScriptedBroker broker = ScriptedBroker.start(16_384);
    private Socket client;

    @BeforeEach
    void connect() throws IOException {
        client = new Socket(InetAddress.getLoopbackAddress(), broker.port());
        client.setSoTimeout(5_000);
        client.setTcpNoDelay(true);
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        broker.close();
    }

    @ParameterizedTest
    @EnumSource
    void shouldAnswerConnectInTheVersionOfTheClient(MqttVersion version) throws IOException {
        sendConnect(version);

        broker.acceptAndConnAck(true);

        assertThat(read(4)).isEqualTo(version == MqttVersion.V5 ? bytes(0x20, 3, 1, 0) : bytes(0x20, 2, 1, 0));
    }

    @Test
    void shouldSendAnyProperty() throws IOException {
        sendConnect(MqttVersion.V5);
        MqttProperties properties = new MqttProperties();
        properties.add(new IntegerProperty(MqttPropertyType.RECEIVE_MAXIMUM.value(), 1));

        broker.acceptAndConnAck(false, properties);

        assertThat(read(8)).isEqualTo(bytes(0x20, 6, 0, 0, 3, 0x21, 0, 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 0x84, 0xFF})
    void shouldRefuseWithAnyCode(int code) throws IOException {
        ScriptedConnection connection = connected(MqttVersion.V5);
        connection.refuse(code);
        assertThat(read(5)).isEqualTo(bytes(0x20, 3, 0, code, 0));

        connect();
        connection = connected(MqttVersion.V3_1_1);
        connection.refuse(code);
        assertThat(read(4)).isEqualTo(bytes(0x20, 2, 0, code));
    }

    @Test
    void shouldSpeakThePacketsOfVersion5() throws IOException {
        ScriptedConnection connection = connected(MqttVersion.V5);

        connection.publish(7, 1, true, "a", "x");
        connection.puback(1);
        connection.puback(1, 0x97);
        connection.pubrec(2, 0x80);
        connection.pubrel(3);
        connection.pubcomp(4, 0x92);
        connection.suback(5, 1, 0x87);
        connection.unsuback(6, 0, 0x11);
        connection.disconnect(0x8E);

        assertThat(read(9)).isEqualTo(bytes(0x3A, 7, 0, 1, 'a', 0, 7, 0, 'x'));
        assertThat(read(4)).isEqualTo(bytes(0x40, 2, 0, 1));
        assertThat(read(6)).startsWith(0x40, 4, 0, 1, 0x97, 0);
        assertThat(read(6)).startsWith(0x50, 4, 0, 2, 0x80, 0);
        assertThat(read(4)).isEqualTo(bytes(0x62, 2, 0, 3));
        assertThat(read(6)).startsWith(0x70, 4, 0, 4, 0x92, 0);
        assertThat(read(7)).startsWith(0x90, 5, 0, 5, 0, 1, 0x87);
        assertThat(read(7)).startsWith(0xB0, 5, 0, 6, 0, 0, 0x11);
        assertThat(read(4)).startsWith(0xE0, 2, 0x8E, 0);
    }

    @Test
    void shouldSpeakThePacketsOfVersion311() throws IOException {
        ScriptedConnection connection = connected(MqttVersion.V3_1_1);

        connection.publish(0, 0, false, "a", "x");
        connection.puback(1, 0x97);
        connection.pubrel(3);
        connection.suback(5, 1, 0x80);
        connection.unsuback(6);
        connection.pingresp();

        assertThat(read(6)).isEqualTo(bytes(0x30, 4, 0, 1, 'a', 'x'));
        assertThat(read(4)).isEqualTo(bytes(0x40, 2, 0, 1));
        assertThat(read(4)).isEqualTo(bytes(0x62, 2, 0, 3));
        assertThat(read(6)).startsWith(0x90, 4, 0, 5, 1, 0x80);
        assertThat(read(4)).isEqualTo(bytes(0xB0, 2, 0, 6));
        assertThat(read(2)).isEqualTo(bytes(0xD0, 0));
    }

    @Test
    void shouldSayWhatCameInstead() throws IOException {
        ScriptedConnection connection = connected(MqttVersion.V3_1_1);
        send(0x3A, 6, 0, 1, 'a', 0, 7, 'x');
        send(0x40, 2, 0, 9);
        await().untilAsserted(() -> assertThat(connection.waiting()).hasSize(2));

        assertThatThrownBy(() -> connection.expect(PUBREC))
                .isInstanceOf(AssertionError.class)
                .hasMessage("expected PUBREC, but PUBLISH 7 to a with QoS 1, DUP came; before: [CONNECT];"
                        + " behind it: [PUBACK 9]");
        assertThatThrownBy(() -> connection.expect(PUBACK, 8))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("expected PUBACK 8, but PUBACK 9 came");
    }

    @Test
    void shouldSayThatNothingCame() throws IOException {
        ScriptedConnection connection = connected(MqttVersion.V3_1_1);

        assertThatThrownBy(() -> connection.expect(PUBACK, SHORT))
                .isInstanceOf(AssertionError.class)
                .hasMessage("expected PUBACK, but nothing came within PT0.2S; before: [CONNECT]");
        connection.expectNothing(SHORT);

        send(PINGREQ_BYTES);
        assertThatThrownBy(() -> connection.expectNothing(ScriptedConnection.DEADLINE))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("expected nothing, but PINGREQ came");
    }

    @Test
    void shouldSkipToAPacket() throws IOException {
        ScriptedConnection connection = connected(MqttVersion.V3_1_1);
        send(0x40, 2, 0, 9);
        send(PINGREQ_BYTES);

        connection.skipTo(PINGREQ, ScriptedConnection.DEADLINE);

        client.close();
        assertThatThrownBy(() -> connection.skipTo(PINGREQ, ScriptedConnection.DEADLINE))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("expected PINGREQ, but the client's orderly end came");
    }

    @Test
    void shouldSayThatBytesAreNoPacket() throws IOException {
        ScriptedConnection connection = connected(MqttVersion.V3_1_1);

        send(0x36, 3, 0, 1, 'a'); // QoS 3

        assertThatThrownBy(() -> connection.expect(PUBACK))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("bytes that are no packet (");
    }

    @Test
    void shouldTellAnEndFromAReset() throws IOException {
        ScriptedConnection connection = connected(MqttVersion.V3_1_1);
        client.setSoLinger(true, 0);

        client.close();

        assertThatThrownBy(() -> connection.expect(PUBACK))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("expected PUBACK, but a reset came");
    }

    @Test
    void shouldReadNothingWhilePaused() throws IOException {
        ScriptedConnection connection = connected(MqttVersion.V3_1_1);
        connection.pauseReading();

        CompletableFuture<Void> writing = CompletableFuture.runAsync(this::sendLargeMessage);
        await().during(SHORT)
                .until(() -> !writing.isDone() && connection.waiting().isEmpty());
        connection.resumeReading();

        assertThat(ScriptedConnection.text(connection.expectPublish())).hasSize(LARGE);
        assertThat(writing).succeedsWithin(ScriptedConnection.DEADLINE);
    }

    @Test
    void shouldNotWaitForEverForAClientThatDoesNotRead() throws IOException {
        ScriptedConnection connection = connected(MqttVersion.V3_1_1);

        CompletableFuture<Void> sending = connection.startSending(new byte[LARGE]);
        await().during(SHORT).until(() -> !sending.isDone());
        connection.reset();

        assertThat(sending).failsWithin(ScriptedConnection.DEADLINE);
    }

    @Test
    void shouldDrip() throws IOException {
        ScriptedConnection connection = connected(MqttVersion.V3_1_1);

        connection.drip(MqttMessage.PINGRESP);
        connection.drip(bytes(1, 2, 3));

        assertThat(read(5)).isEqualTo(bytes(0xD0, 0, 1, 2, 3));
    }

    @Test
    void shouldStillReadAfterHavingHalfClosed() throws IOException {
        ScriptedConnection connection = connected(MqttVersion.V3_1_1);

        connection.halfClose();

        assertThat(client.getInputStream().read()).isEqualTo(-1);
        send(PINGREQ_BYTES);
        connection.expect(PINGREQ);
    }

    @Test
    void shouldReset() throws IOException {
        ScriptedConnection connection = connected(MqttVersion.V3_1_1);

        connection.reset();

        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
    }

    @Test
    void shouldCloseWithoutAWord() throws IOException {
        sendConnect(MqttVersion.V3_1_1);
        ScriptedConnection connection = broker.accept();
        connection.expectConnect();

        connection.close();

        assertThat(client.getInputStream().read()).isEqualTo(-1);
        connection.expectEnd();
    }

    @Test
    void shouldRefuseConnectionsForAWhile() {
        broker.accept();
        broker.refuse(true);
        assertThatThrownBy(this::connect).hasMessageContaining("Connection refused");
        broker.expectNoConnection(SHORT);

        broker.refuse(false);
        assertThat(broker.accepted()).isOne();
        assertThatThrownBy(() -> broker.accept(SHORT))
                .isInstanceOf(AssertionError.class)
                .hasMessage("nobody connected to port " + broker.port() + " within PT0.2S; before: 1");
    }

    @Test
    void shouldServeARealClient() {
        broker.accept();
        CompletableFuture<Peer> connecting =
                CompletableFuture.supplyAsync(() -> Peer.connect(broker.url(), "real", true));
        ScriptedConnection connection = broker.acceptAndConnAck();
        Peer peer = connecting.join();

        CompletableFuture<Void> publishing = CompletableFuture.runAsync(() -> peer.publish("a/b", "out", 2, false));
        MqttPublishMessage publish = connection.expectPublish();
        assertThat(ScriptedConnection.text(publish)).isEqualTo("out");
        assertThat(publish.fixedHeader().qosLevel()).isEqualTo(MqttQoS.EXACTLY_ONCE);
        int id = ScriptedConnection.id(publish);
        connection.pubrec(id);
        connection.expect(PUBREL, id);
        connection.pubcomp(id);
        assertThat(publishing).succeedsWithin(ScriptedConnection.DEADLINE);

        connection.publish(9, 1, false, "c", "in");
        connection.expect(PUBACK, 9);
        assertThat(peer.received()).extracting(Received::text).containsExactly("in");
        peer.drop();
        connection.expectEnd();
    }

    @Test
    void shouldRefuseARealClient() {
        broker.accept();
        CompletableFuture<Peer> connecting =
                CompletableFuture.supplyAsync(() -> Peer.connect(broker.url(), "real", true));
        ScriptedConnection connection = broker.accept();
        assertThat(connection.expectConnect().payload().clientIdentifier()).isEqualTo("real");

        connection.refuse(5);

        assertThat(connecting)
                .failsWithin(ScriptedConnection.DEADLINE)
                .withThrowableThat()
                .havingRootCause()
                .isInstanceOfSatisfying(MqttException.class, cause -> assertThat(cause.getReasonCode())
                        .isEqualTo(5));
    }

    /** After CONNECT, before CONNACK. */
    private ScriptedConnection connected(MqttVersion version) throws IOException {
        sendConnect(version);
        ScriptedConnection connection = broker.accept();
        assertThat(connection.expectConnect().fixedHeader().messageType()).isEqualTo(CONNECT);
        return connection;
    }

    private void sendConnect(MqttVersion version) throws IOException {
        if (version == MqttVersion.V5) {
            send(0x10, 14, 0, 4, 'M', 'Q', 'T', 'T', 5, 2, 0, 60, 0, 0, 1, 'c');
        } else {
            send(0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 60, 0, 1, 'c');
        }
    }

    private void sendLargeMessage() {
        try {
            // Remaining length 16,000,003 in four bytes, then the topic.
            send(0x30, 0x83, 0xC8, 0xD0, 7, 0, 1, 'a');
            client.getOutputStream().write(new byte[LARGE]);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    private void send(int... bytes) throws IOException {
        send(bytes(bytes));
    }

    private void send(byte[] bytes) throws IOException {
        client.getOutputStream().write(bytes);
    }

    private byte[] read(int length) throws IOException {
        return client.getInputStream().readNBytes(length);
    }

    private static byte[] bytes(int... values) {
        return ScriptedPackets.bytes(values);
    }
}
