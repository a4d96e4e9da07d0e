package dev.mooring.mqtt;

import dev.mooring.broker.ScriptedBroker;
import dev.mooring.broker.ScriptedConnection;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.mooring.mqtt.LiveSession.done;
import static dev.mooring.mqtt.LiveSession.soon;
import static io.netty.handler.codec.mqtt.MqttMessageType.DISCONNECT;
import static org.assertj.core.api.Assertions.assertThat;

/** Stops that the broker, or the network, does not help with. */
class StopFaultTest extends ScriptedFaults {

    private static final int LARGE = 16 << 20;
    private static final Duration SHORT = Duration.ofMillis(300);

    @ParameterizedTest
    @ValueSource(strings = {V3, V5})
    void shouldAwaitThePubackOfItsFarewellBeforeItDisconnects(String version) {
        LiveSession session = started(options(version).statusTopic("status"));
        ScriptedConnection connection = connected(false);
        connection.puback(birth(connection));

        Future<StopOutcome> stopped = session.session().stop(NEVER);

        var farewell = connection.expectPublish();
        assertThat(ScriptedConnection.text(farewell)).isEqualTo("offline");
        // Its answer to this would come before a DISCONNECT that did not wait.
        connection.publish(1, 2, false, "t", "x");
        connection.pubrel(1);
        connection.expect(MqttMessageType.PUBCOMP, 1);
        assertThat(stopped.isComplete()).isFalse();
        connection.puback(ScriptedConnection.id(farewell));
        connection.expect(DISCONNECT);
        connection.expectEnd();
        assertThat(done(stopped)).isEqualTo(new StopOutcome(true, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {V3, V5})
    void shouldDisconnectAtTheDeadlineWhenThePubackOfItsFarewellNeverComes(String version) {
        LiveSession session = started(options(version).statusTopic("status"));
        ScriptedConnection connection = connected(false);
        connection.puback(birth(connection));

        Future<StopOutcome> stopped = session.session().stop(SHORT);

        assertThat(ScriptedConnection.text(connection.expectPublish())).isEqualTo("offline");
        connection.expect(DISCONNECT);
        connection.expectEnd();
        assertThat(done(stopped).clean()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {V3, V5})
    void shouldSayFarewellAtTheDeadlineThoughMessagesAreNotAcknowledged(String version) {
        LiveSession session = started(options(version).statusTopic("status"));
        ScriptedConnection connection = connected(false);
        connection.puback(birth(connection));
        Future<Void> published = session.send("t", "x");
        connection.expectPublish();

        Future<StopOutcome> stopped = session.session().stop(SHORT);

        assertThat(ScriptedConnection.text(connection.expectPublish())).isEqualTo("offline");
        connection.expect(DISCONNECT);
        connection.expectEnd();
        assertThat(done(stopped)).isEqualTo(new StopOutcome(false, 1, 0));
        soon(() -> assertThat(published.cause()).hasMessage("not published to t: the session stopped"));
    }

    @Test
    void shouldStopAtOnceWhileItConnects() {
        LiveSession session = started(V5);
        ScriptedConnection connection = broker.accept();
        connection.expectConnect();

        assertThat(done(session.session().stop(NEVER))).isEqualTo(new StopOutcome(true, 0, 0));

        connection.connAck(false); // too late
        connection.expect(DISCONNECT);
        connection.expectEnd();
        assertThat(session.log().words()).containsExactly("connecting", "stopped");
    }

    @Test
    void shouldStopAtOnceWhileItBacksOffAndNotComeBack() {
        broker.refuse(true);
        LiveSession session = started(V5);
        session.awaitEntered(ConnectionState.BackingOff.class);
        Future<Void> waiting = session.send("t", "x");

        StopOutcome outcome = done(session.session().stop(NEVER));

        assertThat(outcome.unsent()).isLessThanOrEqualTo(1);
        broker.refuse(false);
        soon(() -> assertThat(waiting.cause()).hasMessage("not published to t: the session stopped"));
        broker.expectNoConnection(SHORT); // several times the longest backoff
    }

    /** DISCONNECT discards the will: without the farewell before it, the broker would keep the birth for ever. */
    @Test
    void shouldLeaveItToTheWillWhenTheSocketTakesNoFarewell() {
        try (ScriptedBroker small = ScriptedBroker.start(4096)) {
            LiveSession session =
                    started(options(V5, small.url()).statusTopic("status").maxPacketSize(2 * LARGE));
            ScriptedConnection connection = small.acceptAndConnAck();
            connection.puback(birth(connection));
            soon(() -> assertThat(session.session().unpublished()).isZero());
            connection.pauseReading();
            fill(session);

            StopOutcome outcome = done(session.session().stop(SHORT));
            connection.resumeReading();

            assertThat(outcome.clean()).isFalse();
            assertThat(toTheEnd(connection)).doesNotContain("DISCONNECT");
        }
    }

    /** More than the kernel takes. QoS 0 is done when it was handed to the socket: nothing waits in the session. */
    private static void fill(LiveSession session) {
        Buffer payload = Buffer.buffer(new byte[LARGE]);
        done(session.session().publish(new OutboundMessage(new TopicName("t"), payload, QoS.AT_MOST_ONCE, false)));
    }

    private static List<String> toTheEnd(ScriptedConnection connection) {
        soon(() -> assertThat(connection.waiting())
                .anyMatch(each -> each.endsWith("end") || each.endsWith("reset") || each.startsWith("DISCONNECT")));
        return connection.waiting();
    }

    private static int birth(ScriptedConnection connection) {
        var birth = connection.expectPublish();
        assertThat(ScriptedConnection.text(birth)).isEqualTo("online");
        return ScriptedConnection.id(birth);
    }
}
