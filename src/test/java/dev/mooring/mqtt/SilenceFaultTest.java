package dev.mooring.mqtt;

import dev.mooring.broker.ScriptedConnection;
import dev.mooring.broker.TcpProxy;
import dev.mooring.broker.TcpProxy.Direction;
import dev.mooring.mqtt.LiveSession.Keeper;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.mooring.mqtt.LiveSession.soon;
import static io.netty.handler.codec.mqtt.MqttMessageType.PINGREQ;
import static io.netty.handler.codec.mqtt.MqttMessageType.PUBACK;
import static org.assertj.core.api.Assertions.assertThat;

/** Brokers and links that say nothing any more. */
class SilenceFaultTest extends ScriptedFaults {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @ParameterizedTest
    @ValueSource(strings = {V3, V5})
    void shouldEndASilentConnectionWithoutDisconnectSoThatTheWillIsPublished(String version) {
        LiveSession session = started(options(version).keepAlive(SECOND));
        ScriptedConnection connection = connected(false);

        connection.expect(PINGREQ);
        connection.expectEnd(); // and no DISCONNECT before it

        session.awaitEntered(ConnectionState.BackingOff.class);
        assertThat(session.log().events()).containsExactly("disconnected KEEP_ALIVE_TIMEOUT");
        assertThat(session.awaitEntered(ConnectionState.BackingOff.class).cause())
                .isEqualTo("nothing came back within 1.5 times the keep-alive of PT1S");
        connected(true);
    }

    @ParameterizedTest
    @ValueSource(strings = {V3, V5})
    void shouldNoticeAHalfOpenLinkThoughItWritesAllTheTime(String version) {
        try (TcpProxy proxy = TcpProxy.to(broker.port())) {
            LiveSession session = started(options(version, proxy.url()).keepAlive(SECOND));
            ScriptedConnection connection = connected(false);
            AtomicBoolean over = new AtomicBoolean();
            session.awaitState(ConnectionState.Connected.class);
            proxy.swallow(Direction.DOWN, true);
            Thread writer = new Thread(() -> {
                while (!over.get()) {
                    LiveSession.done(session.session()
                            .publish(new OutboundMessage(
                                    new TopicName("t"), Buffer.buffer("x"), QoS.AT_MOST_ONCE, false))
                            .otherwiseEmpty());
                }
            });
            writer.setDaemon(true);
            writer.start();

            try {
                assertThat(session.awaitEntered(ConnectionState.BackingOff.class)
                                .cause())
                        .startsWith("nothing came back");
            } finally {
                over.set(true);
            }
            connection.skipTo(PINGREQ, ScriptedConnection.DEADLINE); // it had asked
            proxy.swallow(Direction.DOWN, false);
            connected(true);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {V3, V5})
    void shouldPingThoughMessagesComeAllTheTime(String version) {
        LiveSession session = made(options(version).keepAlive(SECOND));
        Keeper keeper = session.subscribe("t", true);
        session.session().start();
        ScriptedConnection connection = subscribed(false);
        for (int sent = 1; sent < 2000 && connection.waiting().isEmpty(); sent++) {
            int messages = sent;
            connection.publish(0, 0, false, "t", "x"); // which nobody answers: the session only reads
            soon(() -> assertThat(keeper.messages()).hasSize(messages));
        }

        connection.expect(PINGREQ);

        assertThat(session.log().words()).containsExactly("connecting", "connected");
    }

    @ParameterizedTest
    @ValueSource(strings = {V3, V5})
    void shouldStayAsLongAsPingsAreAnswered(String version) {
        LiveSession session = started(options(version).keepAlive(SECOND));
        ScriptedConnection connection = connected(false);

        for (int ping = 1; ping <= 3; ping++) {
            connection.expect(PINGREQ);
            connection.pingresp();
        }

        assertThat(session.log().words()).containsExactly("connecting", "connected");
    }

    @Test
    void shouldKeepAliveAsOftenAsTheBrokerSays() {
        started(options(V5).keepAlive(Duration.ofHours(1)));

        broker.acceptAndConnAck(false, properties(MqttPropertyType.SERVER_KEEP_ALIVE, 1))
                .expect(PINGREQ);
    }

    // ---- subscriptions

    @ParameterizedTest
    @ValueSource(strings = {V3, V5})
    void shouldTellARefusedFilterAndAskAgainOnTheNextConnectionOnly(String version) {
        LiveSession session = made(version);
        session.subscribe("no", true);
        session.session().start();
        ScriptedConnection first = broker.acceptAndConnAck();
        first.suback(ScriptedConnection.id(first.expectSubscribe()), 0x80);
        soon(() -> assertThat(session.log().events()).containsExactly("refused no"));

        session.subscribe("yes", true);
        var another = first.expectSubscribe();
        assertThat(another.payload().topicSubscriptions())
                .extracting(each -> each.topicFilter())
                .containsExactly("yes");
        first.close();

        var again = broker.acceptAndConnAck(true).expectSubscribe();
        assertThat(again.payload().topicSubscriptions())
                .extracting(each -> each.topicFilter())
                .containsExactlyInAnyOrder("no", "yes");
    }

    @ParameterizedTest
    @ValueSource(strings = {V3, V5})
    void shouldEndAConnectionWhoseBrokerNeverAnswersASubscribe(String version) {
        LiveSession session = made(options(version).deadlines(new Deadlines(NEVER, Duration.ofMillis(200), NEVER)));
        session.subscribe("t", true);
        session.session().start();
        ScriptedConnection first = broker.acceptAndConnAck();
        first.expectSubscribe();

        first.expectEnd();

        assertThat(session.awaitEntered(ConnectionState.BackingOff.class).cause())
                .isEqualTo("the broker has not answered a SUBSCRIBE within PT0.2S");
        ScriptedConnection second = subscribed(true);
        second.publish(1, 1, false, "t", "x");
        second.expect(PUBACK, 1);
    }

    /** What waits in TCP behind slow handlers may be the very answer. */
    @ParameterizedTest
    @ValueSource(strings = {V3, V5})
    void shouldNotCallABrokerSilentWhileItDoesNotRead(String version) {
        LiveSession session = made(options(version)
                .keepAlive(SECOND)
                .limits(new Limits(5, 100, 1 << 20))
                .deadlines(new Deadlines(NEVER, Duration.ofMillis(200), NEVER)));
        Keeper slow = session.subscribe("t", false);
        session.session().start();
        ScriptedConnection connection = broker.acceptAndConnAck();
        var subscribe = connection.expectSubscribe();
        IntStream.range(0, 10).forEach(i -> connection.publish(0, 0, false, "t", "x"));
        soon(() -> assertThat(slow.messages()).hasSize(10));

        connection.suback(ScriptedConnection.id(subscribe), 0); // it does not read that
        connection.expect(PINGREQ);
        connection.expect(PINGREQ); // it has had all the time
        IntStream.range(0, 10).forEach(slow::done);

        connection.publish(1, 1, false, "t", "x");
        soon(() -> assertThat(slow.messages()).hasSize(11));
        slow.done(10);
        connection.expect(MqttMessageType.PUBACK, 1);
        assertThat(session.log().words()).containsExactly("connecting", "connected");
    }
}
