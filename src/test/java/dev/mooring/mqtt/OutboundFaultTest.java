package dev.mooring.mqtt;

import dev.mooring.broker.ScriptedConnection;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.mooring.mqtt.LiveSession.done;
import static dev.mooring.mqtt.LiveSession.soon;
import static io.netty.handler.codec.mqtt.MqttMessageType.PINGREQ;
import static io.netty.handler.codec.mqtt.MqttMessageType.PUBREL;
import static org.assertj.core.api.Assertions.assertThat;

/** What becomes of messages to the broker when connections end, and brokers allow little or refuse. */
class OutboundFaultTest extends ScriptedFaults {

    // ---- connections that end

    @ParameterizedTest
    @ValueSource(strings = {V3, V5})
    void shouldSendAgainInOrderWithDupAndTheSameIdsWhatTheBrokerKnows(String version) {
        LiveSession session = started(version);
        ScriptedConnection first = connected(false);
        List<Future<Void>> publishes = sendAll(session, "a", "b", "c", "d");
        expectPublish(first, 1, false, "a");
        expectPublish(first, 2, false, "b");
        expectPublish(first, 3, false, "c");
        expectPublish(first, 4, false, "d");
        first.puback(2);
        done(publishes.get(1));
        first.close();

        ScriptedConnection second = connected(true);

        expectPublish(second, 1, true, "a");
        expectPublish(second, 3, true, "c");
        expectPublish(second, 4, true, "d");
        assertThat(publishes.get(0).isComplete()).isFalse();
        second.puback(1);
        second.puback(3);
        second.puback(4);
        publishes.forEach(LiveSession::done);
    }

    @ParameterizedTest
    @ValueSource(strings = {V3, V5})
    void shouldSendAsIfForTheFirstTimeWhatTheBrokerHasForgotten(String version) {
        LiveSession session = started(version);
        ScriptedConnection first = connected(false);
        sendAll(session, "a", "b");
        expectPublish(first, 1, false, "a");
        expectPublish(first, 2, false, "b");
        first.close();

        ScriptedConnection second = connected(false);

        expectPublish(second, 1, false, "a");
        expectPublish(second, 2, false, "b");
        second.close();
        expectPublish(connected(true), 1, true, "a");
    }

    @ParameterizedTest
    @ValueSource(strings = {V3, V5})
    void shouldSendWhatWaitedBehindWhatIsSentAgain(String version) {
        LiveSession session = started(options(version).limits(new Limits(100, 2, 1 << 20)));
        ScriptedConnection first = connected(false);
        sendAll(session, "a", "b", "c", "d");
        expectPublish(first, 1, false, "a");
        expectPublish(first, 2, false, "b");
        first.close();
        sendAll(session, "e");

        ScriptedConnection second = connected(true);

        expectPublish(second, 1, true, "a");
        expectPublish(second, 2, true, "b");
        second.puback(1);
        second.puback(2);
        expectPublish(second, 3, false, "c");
        second.close(); // in the middle of the rest
        ScriptedConnection third = connected(true);
        assertThat(ScriptedConnection.text(third.expectPublish())).isEqualTo("c");
        assertThat(ScriptedConnection.text(third.expectPublish())).isEqualTo("d");
        third.puback(3);
        assertThat(ScriptedConnection.text(third.expectPublish())).isEqualTo("e");
    }

    /** What is done at the sender was acknowledged on the wire, and what was acknowledged is done: nothing else. */
    @ParameterizedTest
    @ValueSource(strings = {V3, V5})
    void shouldLoseNothingOverManyConnections(String version) {
        LiveSession session = started(options(version).limits(new Limits(100, 20, 1 << 20)));
        int count = 300;
        List<Future<Void>> publishes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            publishes.add(session.send("t", "m" + i));
        }
        Set<String> acknowledged = new HashSet<>();
        boolean present = false;
        while (acknowledged.size() < count) {
            ScriptedConnection connection = connected(present);
            present = true;
            // The window is 20: of what comes, the first 10 are acknowledged, the others are not.
            for (int i = 0; i < Math.min(15, count - acknowledged.size()); i++) {
                MqttPublishMessage publish = connection.expectPublish();
                if (i < 10 && acknowledged.add(ScriptedConnection.text(publish))) {
                    connection.puback(ScriptedConnection.id(publish));
                }
            }
            for (int i = 0; i < count; i++) {
                if (acknowledged.contains("m" + i)) {
                    done(publishes.get(i));
                } else {
                    assertThat(publishes.get(i).isComplete()).as("m%d", i).isFalse();
                }
            }
            connection.close();
        }
        publishes.forEach(LiveSession::done);
    }

    @Test
    void shouldNeverReuseAPacketIdThatIsStillInFlight() {
        int count = 70_000;
        int batch = 100;
        LiveSession session = started(options(V3).limits(new Limits(100, batch + 1, 1 << 20)));
        ScriptedConnection connection = connected(false);
        Future<Void> stuck = session.send("t", "stuck");
        expectPublish(connection, 1, false, "stuck");
        AtomicInteger acknowledged = new AtomicInteger();
        int seen = 0;
        while (seen < count) {
            for (int i = 0; i < batch; i++) {
                session.send("t", "x").onSuccess(v -> acknowledged.incrementAndGet());
            }
            ByteArrayOutputStream pubacks = new ByteArrayOutputStream();
            for (int i = 0; i < batch; i++) {
                int id = ScriptedConnection.id(connection.expectPublish());
                assertThat(id).isNotEqualTo(1);
                pubacks.writeBytes(new byte[] {0x40, 2, (byte) (id >> 8), (byte) id});
            }
            connection.sendRaw(pubacks.toByteArray());
            seen += batch;
        }
        soon(() -> assertThat(acknowledged).hasValue(count));
        assertThat(stuck.isComplete()).isFalse();
        connection.puback(1);
        done(stuck);
    }

    // ---- brokers that allow little

    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void shouldSendNoMoreThanTheReceiveMaximumAllowsAlsoWhenItSendsAgain(int receiveMaximum) {
        MqttProperties narrow = properties(MqttPropertyType.RECEIVE_MAXIMUM, receiveMaximum);
        LiveSession session = started(V5);
        ScriptedConnection wide = connected(false);
        sendAll(session, "a", "b", "c", "d", "e", "f", "g");
        for (int id = 1; id <= 7; id++) {
            wide.expectPublish();
        }
        wide.close();
        ScriptedConnection connection = broker.acceptAndConnAck(true, narrow);

        for (int id = 1; id <= receiveMaximum; id++) {
            assertThat(ScriptedConnection.id(connection.expectPublish())).isEqualTo(id);
        }
        expectNothingBefore(session, connection);
        for (int id = 1; id <= 7 - receiveMaximum; id++) {
            connection.puback(id);
            assertThat(ScriptedConnection.id(connection.expectPublish())).isEqualTo(id + receiveMaximum);
        }
        session.send("t", "new");
        expectNothingBeforeAnother(session, connection);
        connection.puback(7);
        assertThat(ScriptedConnection.text(connection.expectPublish())).isEqualTo("new");
    }

    private static void expectNothingBeforeAnother(LiveSession session, ScriptedConnection connection) {
        session.subscribe("fence/another", true);
        grant(connection);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "2, 1"})
    void shouldLowerTheQosToWhatTheBrokerOffers(int wanted, int sent) {
        LiveSession session = started(V5);
        ScriptedConnection connection = broker.accept();
        connection.expectConnect();
        connection.connAck(false, properties(MqttPropertyType.MAXIMUM_QOS, 1));
        session.awaitState(ConnectionState.Connected.class);

        Future<Void> published = session.send("t", "x", QoS.of(wanted));

        MqttPublishMessage publish = connection.expectPublish();
        assertThat(publish.fixedHeader().qosLevel().value()).isEqualTo(sent);
        if (sent > 0) {
            connection.puback(ScriptedConnection.id(publish));
        }
        done(published);
    }

    @Test
    void shouldNotSendRetainedMessagesToABrokerThatKeepsNone() {
        LiveSession session = started(V5);
        broker.acceptAndConnAck(false, properties(MqttPropertyType.RETAIN_AVAILABLE, 0));

        assertFailed(
                session.session()
                        .publish(new OutboundMessage(new TopicName("t"), Buffer.buffer("x"), QoS.AT_LEAST_ONCE, true)),
                "not published to t: the broker keeps no retained messages");
    }

    @Test
    void shouldNotSendMoreThanTheMaximumPacketSizeOfTheBroker() {
        LiveSession session = started(V5);
        ScriptedConnection connection =
                broker.acceptAndConnAck(false, properties(MqttPropertyType.MAXIMUM_PACKET_SIZE, 200));

        assertFailed(session.send("t", "x".repeat(200)), "not published to t: larger than max-packet-size");
        MessageProperties wordy = MessageProperties.NONE.with("why", "x".repeat(200));
        assertFailed(
                session.session()
                        .publish(new OutboundMessage(
                                new TopicName("t"), Buffer.buffer("x"), QoS.AT_LEAST_ONCE, false, wordy)),
                "not published to t: larger than max-packet-size");
        Future<Void> small = session.send("t", "x".repeat(170));
        connection.puback(ScriptedConnection.id(connection.expectPublish()));
        done(small);
    }

    @Test
    void shouldSetAndUseTopicAliasesAnewOnEachConnection() {
        MqttProperties two = properties(MqttPropertyType.TOPIC_ALIAS_MAXIMUM, 2);
        LiveSession session = started(V5);
        ScriptedConnection first = broker.acceptAndConnAck(false, two);

        for (String topic : List.of("plant/one", "plant/two", "plant/three", "plant/one", "plant/two")) {
            session.send(topic, "x");
        }

        assertThat(List.of(alias(first), alias(first), alias(first), alias(first), alias(first)))
                .containsExactly("plant/one=1", "plant/two=2", "plant/three", "=1", "=2");
        first.close();
        ScriptedConnection second = broker.acceptAndConnAck(true, two);
        assertThat(List.of(alias(second), alias(second), alias(second), alias(second), alias(second)))
                .containsExactly("plant/one=1", "plant/two=2", "plant/three", "=1", "=2");
        second.close();
        ScriptedConnection third = connected(true);
        assertThat(List.of(alias(third), alias(third), alias(third), alias(third), alias(third)))
                .containsExactly("plant/one", "plant/two", "plant/three", "plant/one", "plant/two");
    }

    private static String alias(ScriptedConnection connection) {
        MqttPublishMessage publish = connection.expectPublish();
        var alias = publish.variableHeader().properties().getProperty(MqttPropertyType.TOPIC_ALIAS.value());
        return publish.variableHeader().topicName() + (alias == null ? "" : "=" + alias.value());
    }

    // ---- messages that expire

    @Test
    void shouldCountTheExpiryDownWhileAMessageWaitsAndFailWhatExpired() {
        LiveSession session = started(options(V5).keepAlive(Duration.ofSeconds(1)));
        ScriptedConnection connection = broker.acceptAndConnAck(false, properties(MqttPropertyType.RECEIVE_MAXIMUM, 1));
        session.send("t", "before");
        connection.expectPublish();
        Future<Void> brief = expiring(session, "brief", 1);
        Future<Void> lasting = expiring(session, "lasting", 100);
        for (int second = 1; second <= 2; second++) {
            connection.expect(PINGREQ); // time passes
            connection.pingresp();
        }

        connection.puback(1);

        MqttPublishMessage publish = connection.expectPublish();
        assertThat(ScriptedConnection.text(publish)).isEqualTo("lasting");
        assertThat(expiry(publish)).isBetween(1, 99);
        assertFailed(brief, "not published to t: expired before it could be sent");
        assertThat(lasting.isComplete()).isFalse();
        connection.puback(ScriptedConnection.id(publish));
        done(lasting);
    }

    /** The broker may know the id, and would take the next message with it for this one (section 4.3.3). */
    @Test
    void shouldSendAgainWhatExpiredAfterItWasSent() {
        LiveSession session = started(options(V5).keepAlive(Duration.ofSeconds(1)));
        ScriptedConnection first = connected(false);
        Future<Void> published = session.session()
                .publish(new OutboundMessage(
                        new TopicName("t"),
                        Buffer.buffer("x"),
                        QoS.EXACTLY_ONCE,
                        false,
                        MessageProperties.NONE.withExpiry(Duration.ofSeconds(1))));
        expectPublish(first, 1, false, "x");
        for (int second = 1; second <= 2; second++) {
            first.expect(PINGREQ); // time passes
            first.pingresp();
        }
        first.close();

        ScriptedConnection second = connected(true);

        expectPublish(second, 1, true, "x");
        second.pubrec(1);
        second.expect(PUBREL, 1);
        second.pubcomp(1);
        done(published);
    }

    private static Future<Void> expiring(LiveSession session, String payload, int seconds) {
        return session.session()
                .publish(new OutboundMessage(
                        new TopicName("t"),
                        Buffer.buffer(payload),
                        QoS.AT_LEAST_ONCE,
                        false,
                        MessageProperties.NONE.withExpiry(Duration.ofSeconds(seconds))));
    }

    private static int expiry(MqttPublishMessage publish) {
        return (Integer) publish.variableHeader()
                .properties()
                .getProperty(MqttPropertyType.PUBLICATION_EXPIRY_INTERVAL.value())
                .value();
    }

    // ---- brokers that refuse

    @Test
    void shouldFailInTheWordsOfTheBrokerWhatPubackRefuses() {
        LiveSession session = started(V5);
        ScriptedConnection connection = connected(false);
        Future<Void> refused = session.send("t", "x");
        Future<Void> unheard = session.send("t", "y");
        connection.expectPublish();
        connection.expectPublish();

        connection.puback(1, 0x97);
        connection.puback(2, 0x10);

        assertFailed(refused, "not published to t: refused by the broker: 0x97 quota exceeded");
        done(unheard); // nobody has subscribed it, which is no failure
        assertThat(session.session().unpublished()).isZero();
    }

    @Test
    void shouldFailInTheWordsOfTheBrokerWhatPubrecRefusesAndGoOn() {
        LiveSession session = started(options(V5).limits(new Limits(100, 1, 1 << 20)));
        ScriptedConnection connection = connected(false);
        Future<Void> refused = session.send("t", "x", QoS.EXACTLY_ONCE);
        session.send("t", "y", QoS.EXACTLY_ONCE);
        expectPublish(connection, 1, false, "x");

        connection.pubrec(1, 0x87);

        assertFailed(refused, "not published to t: refused by the broker: 0x87 not authorized");
        expectPublish(connection, 2, false, "y"); // and no PUBREL before it
    }

    // ---- hands

    private static List<Future<Void>> sendAll(LiveSession session, String... payloads) {
        List<Future<Void>> all = new ArrayList<>();
        for (String payload : payloads) {
            all.add(session.send("t", payload));
        }
        return all;
    }

    private static void assertFailed(Future<Void> published, String message) {
        soon(() -> assertThat(published.isComplete()).isTrue());
        assertThat(published.cause()).isInstanceOf(PublishException.class).hasMessage(message);
    }
}
