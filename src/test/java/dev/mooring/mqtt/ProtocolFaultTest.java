package dev.mooring.mqtt;

import dev.mooring.broker.ScriptedConnection;
import dev.mooring.mqtt.LiveSession.Keeper;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.mooring.mqtt.LiveSession.soon;
import static io.netty.handler.codec.mqtt.MqttMessageType.PUBACK;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** What a session makes of packets that are cut, early, wrong, too large, or out of turn. */
class ProtocolFaultTest extends ScriptedFaults {

    // ---- how packets arrive

    @ParameterizedTest
    @ValueSource(strings = {V3, V5})
    void shouldHandleABacklogThatComesInOneSegmentWithConnack(String version) {
        LiveSession session = made(version);
        Keeper keeper = session.subscribe("t", true);
        session.session().start();
        ScriptedConnection connection = broker.accept();
        connection.expectConnect();

        connection.sendRaw(together(connack(version), publish(connection, 1, "a"), publish(connection, 2, "b")));

        keeper.awaitPayloads("a", "b");
        grant(connection);
        connection.expect(PUBACK, 1);
        connection.expect(PUBACK, 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {V3, V5})
    void shouldUnderstandWhatComesByteByByte(String version) {
        LiveSession session = made(version);
        Keeper keeper = session.subscribe("t", true);
        session.session().start();
        ScriptedConnection connection = broker.accept();
        connection.expectConnect();

        connection.drip(together(connack(version), publish(connection, 1, "a"), publish(connection, 2, "b")));

        keeper.awaitPayloads("a", "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {V3, V5})
    void shouldTakeLargeMessagesInPiecesOfAnySize(String version) {
        int length = 1 << 20;
        LiveSession session = made(options(version).maxPacketSize(length + 100));
        Keeper keeper = session.subscribe("t", true);
        session.session().start();
        ScriptedConnection connection = subscribed(false);
        byte[] bytes = together(publish(connection, 1, "x".repeat(length)), publish(connection, 2, "y".repeat(length)));

        connection.drip(Arrays.copyOf(bytes, 50));
        for (int from = 50, step = 1; from < bytes.length; from += step, step = step % 9973 + 577) {
            connection.sendRaw(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + step)));
        }

        connection.expect(PUBACK, 1);
        connection.expect(PUBACK, 2);
        keeper.awaitPayloads("x".repeat(length), "y".repeat(length));
    }

    // ---- before CONNACK

    @ParameterizedTest
    @ValueSource(strings = {V3, V5})
    void shouldCallGarbageInsteadOfConnackWhatItIs(String version) {
        LiveSession session = started(version);
        ScriptedConnection connection = broker.accept();
        connection.expectConnect();

        connection.sendRaw("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));

        connection.expectEnd();
        assertThat(session.awaitEntered(ConnectionState.BackingOff.class).cause())
                .contains("127.0.0.1:" + broker.port())
                .contains("does not speak MQTT");
        connected(false);
        assertComesBack(session, version);
    }

    @ParameterizedTest
    @CsvSource({"3.1.1, true", "5, true", "3.1.1, false", "5, false"})
    void shouldNotTakeAnythingBeforeConnack(String version, boolean publish) {
        LiveSession session = made(version);
        Keeper keeper = session.subscribe("t", true);
        session.session().start();
        ScriptedConnection connection = broker.accept();
        connection.expectConnect();

        connection.sendRaw(publish ? publish(connection, 1, "early") : new byte[] {(byte) 0xD0, 0}); // PINGRESP

        connection.expectEnd();
        assertThat(session.awaitEntered(ConnectionState.BackingOff.class).cause())
                .contains("out of turn");
        subscribed(false);
        assertComesBack(session, version);
        assertThat(keeper.messages()).isEmpty();
    }

    // ---- packets that break the protocol

    @ParameterizedTest
    @CsvSource({
        "a second CONNACK,                3.1.1, 20 02 00 00,          82",
        "a second CONNACK,                5,     20 03 00 00 00,       82",
        "CONNECT from a broker,           3.1.1, 10 00,                82",
        "CONNECT from a broker,           5,     10 00,                82",
        "QoS 3,                           3.1.1, 36 05 00 01 74 00 01, 81",
        "QoS 3,                           5,     36 06 00 01 74 00 01 00, 81",
        "PUBLISH to a wildcard,           3.1.1, 30 03 00 01 23,       90",
        "packet id 0,                     5,     32 06 00 01 74 00 00 00, 82",
        "a topic longer than its packet,  3.1.1, 30 03 00 09 74,       81",
        "a topic longer than its packet,  5,     30 03 00 09 74,       81",
        "a length that does not end,      5,     30 FF FF FF FF 01,    81",
        "AUTH that nobody has begun,      5,     F0 00,                82",
        "no topic and no alias,           5,     30 03 00 00 00,       82",
    })
    void shouldEndTheConnectionAloneAtWhatBreaksTheProtocol(String what, String version, String bytes, String code) {
        LiveSession session = made(version);
        Keeper keeper = session.subscribe("t", true);
        session.session().start();
        ScriptedConnection first = subscribed(false);

        first.sendRaw(together(hex(bytes), publish(first, 9, "after it")));

        expectGoodbye(first, version, Integer.parseInt(code, 16));
        assertThat(session.awaitEntered(ConnectionState.BackingOff.class).cause())
                .startsWith("protocol error: ");
        assertThat(session.log().events()).containsExactly("disconnected PROTOCOL_ERROR");
        ScriptedConnection second = subscribed(true);
        second.publish(1, 1, false, "t", "again");
        second.expect(PUBACK, 1);
        keeper.awaitPayloads("again");
    }

    @ParameterizedTest
    @ValueSource(strings = {V3, V5})
    void shouldRefuseMoreThanItsMaximumPacketSizeAsSoonAsTheHeaderSaysSo(String version) {
        LiveSession session = made(options(version).maxPacketSize(1000));
        session.subscribe("t", true);
        session.session().start();
        ScriptedConnection connection = subscribed(false);

        connection.sendRaw(hex("30 E8 07")); // 1,000 bytes behind a header of 3

        expectGoodbye(connection, version, 0x95);
        session.awaitEntered(ConnectionState.BackingOff.class);
        assertThat(session.log().events()).containsExactly("disconnected PROTOCOL_ERROR");
        subscribed(true);
    }

    @Test
    void shouldTellTheBrokerItsLimits() {
        started(options(V5).limits(new Limits(7, 100, 5000, 32)));

        MqttProperties said = broker.accept().expectConnect().variableHeader().properties();

        assertThat(said.getProperty(MqttPropertyType.RECEIVE_MAXIMUM.value()).value())
                .isEqualTo(7);
        assertThat(said.getProperty(MqttPropertyType.MAXIMUM_PACKET_SIZE.value())
                        .value())
                .isEqualTo(5000);
        assertThat(said.getProperty(MqttPropertyType.TOPIC_ALIAS_MAXIMUM.value())
                        .value())
                .isEqualTo(32);
    }

    // ---- topic aliases of the broker

    @Test
    void shouldKnowTheTopicsThatTheBrokerHasSetAliasesFor() {
        LiveSession session = made(options(V5).limits(new Limits(100, 100, 1 << 20, 32)));
        Keeper one = session.subscribe("one", true);
        Keeper two = session.subscribe("two", true);
        session.session().start();
        ScriptedConnection connection = subscribed(false);

        aliased(connection, "one", 1, "a");
        aliased(connection, "two", 32, "b");
        aliased(connection, "", 1, "c");
        aliased(connection, "", 32, "d");
        aliased(connection, "two", 1, "e");
        aliased(connection, "", 1, "f");

        two.awaitPayloads("b", "d", "e", "f");
        one.awaitPayloads("a", "c");
    }

    @Test
    void shouldForgetAliasesWithTheConnection() {
        LiveSession session = made(options(V5).limits(new Limits(100, 100, 1 << 20, 32)));
        session.subscribe("one", true);
        session.session().start();
        ScriptedConnection first = subscribed(false);
        aliased(first, "one", 1, "a");
        first.close();
        ScriptedConnection second = subscribed(true);

        aliased(second, "", 1, "b");

        expectGoodbye(second, V5, 0x94);
        assertThat(session.log().received()).containsExactly("a");
    }

    @ParameterizedTest
    @CsvSource({"'', 2, 94", "one, 33, 94", "'', 33, 94", "one, 0, 82"})
    void shouldEndTheConnectionAtAnAliasThatCannotBe(String topic, int alias, String code) {
        LiveSession session = made(options(V5).limits(new Limits(100, 100, 1 << 20, 32)));
        session.subscribe("one", true);
        session.session().start();
        ScriptedConnection connection = subscribed(false);
        aliased(connection, "one", 1, "a");

        aliased(connection, topic, alias, "b");

        expectGoodbye(connection, V5, Integer.parseInt(code, 16));
        assertThat(session.log().received()).containsExactly("a");
    }

    @Test
    void shouldTakeNoAliasUnlessItOffersSome() {
        LiveSession session = made(V5);
        session.subscribe("one", true);
        session.session().start();
        ScriptedConnection connection = broker.accept();

        assertThat(connection
                        .expectConnect()
                        .variableHeader()
                        .properties()
                        .getProperty(MqttPropertyType.TOPIC_ALIAS_MAXIMUM.value()))
                .isNull();
        connection.connAck(false);
        grant(connection);
        aliased(connection, "one", 1, "a");

        expectGoodbye(connection, V5, 0x94);
        assertThat(session.log().received()).isEmpty();
    }

    private static void aliased(ScriptedConnection connection, String topic, int alias, String payload) {
        connection.publish(
                0, 0, false, topic, payload.getBytes(UTF_8), properties(MqttPropertyType.TOPIC_ALIAS, alias));
    }

    // ---- the broker ends it

    @Test
    void shouldCoolDownWhenTheBrokerSaysTakenOver() {
        LiveSession session = started(options(V5).cooldown(NEVER));
        ScriptedConnection connection = connected(false);

        connection.disconnect(0x8E);

        connection.expectEnd();
        assertThat(session.awaitState(ConnectionState.CoolingDown.class).cause())
                .startsWith("taken over: another client uses client id session-");
        assertThat(session.log().events()).containsExactly("disconnected TAKEN_OVER", "taken over");
        assertThat(broker.accepted()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {V3, V5})
    void shouldCoolDownWhenTheBrokerClosesTwiceSoonAfterConnack(String version) {
        LiveSession session = started(options(version).cooldown(NEVER));

        connected(false).close();
        connected(true).close();

        assertThat(session.awaitState(ConnectionState.CoolingDown.class).cause())
                .startsWith("closed by the broker twice shortly after connecting");
        assertThat(broker.accepted()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "8B, 0x8B server shutting down",
        "97, 0x97 quota exceeded",
        "9C, 0x9C use another server",
        "EE, 0xEE (unknown)",
    })
    void shouldShowInWordsWhyTheBrokerDisconnects(String code, String words) {
        LiveSession session = started(V5);
        ScriptedConnection connection = connected(false);
        MqttProperties more = new MqttProperties();
        more.add(new MqttProperties.StringProperty(MqttPropertyType.REASON_STRING.value(), "so sorry"));

        if (code.equals("EE")) {
            connection.sendRaw(hex("E0 02 EE 00"));
        } else {
            connection.disconnect(Integer.parseInt(code, 16), more);
        }

        connection.expectEnd();
        assertThat(session.awaitEntered(ConnectionState.BackingOff.class).cause())
                .isEqualTo("disconnected by the broker: " + words + (code.equals("EE") ? "" : ", so sorry"));
        connected(true);
    }

    // ---- hands

    private static void assertComesBack(LiveSession session, String version) {
        soon(() -> assertThat(session.session().state())
                .isInstanceOfSatisfying(ConnectionState.Connected.class, state -> assertThat(state.protocolVersion())
                        .isEqualTo(version)));
    }

    private static byte[] connack(String version) {
        return version.equals(V5) ? hex("20 03 00 00 00") : hex("20 02 00 00");
    }

    private static byte[] publish(ScriptedConnection connection, int id, String payload) {
        MqttMessage message = new MqttPublishMessage(
                new MqttFixedHeader(MqttMessageType.PUBLISH, false, MqttQoS.AT_LEAST_ONCE, false, 0),
                new MqttPublishVariableHeader("t", id),
                Unpooled.wrappedBuffer(payload.getBytes(UTF_8)));
        return connection.bytesOf(message);
    }

    private static byte[] together(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        List.of(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static byte[] hex(String bytes) {
        return HexFormat.ofDelimiter(" ").parseHex(bytes);
    }
}
