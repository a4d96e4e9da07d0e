package dev.mooring.mqtt;

import dev.mooring.broker.ScriptedConnection;
import dev.mooring.mqtt.LiveSession.Keeper;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.vertx.core.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.mooring.mqtt.LiveSession.done;
import static io.netty.handler.codec.mqtt.MqttMessageType.PUBACK;
import static io.netty.handler.codec.mqtt.MqttMessageType.PUBCOMP;
import static io.netty.handler.codec.mqtt.MqttMessageType.PUBREC;
import static io.netty.handler.codec.mqtt.MqttMessageType.PUBREL;
import static org.assertj.core.api.Assertions.assertThat;

/** QoS 2 through ends of the connection at each step, in both directions (MQTT 5.0, section 4.3.3). */
class ExactlyOnceFaultTest extends ScriptedFaults {

    // ---- out

    @ParameterizedTest
    @ValueSource(strings = {V3, V5})
    void shouldPublishAgainUntilPubrecAndReleaseAgainUntilPubcomp(String version) {
        LiveSession session = started(version);
        ScriptedConnection beforePubrec = connected(false);
        Future<Void> published = session.send("t", "x", QoS.EXACTLY_ONCE);
        expectPublish(beforePubrec, 1, false, "x");
        beforePubrec.close();

        ScriptedConnection beforePubrel = connected(true);
        expectPublish(beforePubrel, 1, true, "x");
        beforePubrel.pubrec(1);
        beforePubrel.expect(PUBREL, 1);
        beforePubrel.close();

        ScriptedConnection beforePubcomp = connected(true);
        beforePubcomp.expect(PUBREL, 1);
        beforePubcomp.close();

        ScriptedConnection last = connected(true);
        last.expect(PUBREL, 1);
        assertThat(published.isComplete()).isFalse();
        last.pubcomp(1);
        done(published);
    }

    @ParameterizedTest
    @ValueSource(strings = {V3, V5})
    void shouldReleaseBeforeItPublishesAgain(String version) {
        LiveSession session = started(version);
        ScriptedConnection first = connected(false);
        Future<Void> one = session.send("t", "a", QoS.EXACTLY_ONCE);
        Future<Void> two = session.send("t", "b", QoS.EXACTLY_ONCE);
        Future<Void> three = session.send("t", "c", QoS.EXACTLY_ONCE);
        expectPublish(first, 1, false, "a");
        expectPublish(first, 2, false, "b");
        expectPublish(first, 3, false, "c");
        first.pubrec(2);
        first.expect(PUBREL, 2);
        first.pubrec(1);
        first.expect(PUBREL, 1);
        first.close();

        ScriptedConnection second = connected(true);

        second.expect(PUBREL, 2); // in the order of PUBREC (section 4.6)
        second.expect(PUBREL, 1);
        expectPublish(second, 3, true, "c");
        second.pubcomp(1);
        second.pubcomp(2);
        done(one);
        done(two);
        assertThat(three.isComplete()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {V3, V5})
    void shouldReleaseAgainWhenPubrecComesAgain(String version) {
        LiveSession session = started(version);
        ScriptedConnection connection = connected(false);
        Future<Void> published = session.send("t", "x", QoS.EXACTLY_ONCE);
        expectPublish(connection, 1, false, "x");
        connection.pubrec(1);
        connection.expect(PUBREL, 1);

        connection.pubrec(1);
        connection.expect(PUBREL, 1);
        connection.pubcomp(1);
        connection.pubcomp(1); // of nothing any more

        done(published);
        assertThat(session.session().unpublished()).isZero();
        connection.pubrec(9); // what another process had sent
        connection.expect(PUBREL, 9);
    }

    @ParameterizedTest
    @ValueSource(strings = {V3, V5})
    void shouldPublishAsIfForTheFirstTimeWhatTheBrokerForgotBeforePubcomp(String version) {
        LiveSession session = started(version);
        ScriptedConnection first = connected(false);
        Future<Void> published = session.send("t", "x", QoS.EXACTLY_ONCE);
        expectPublish(first, 1, false, "x");
        first.pubrec(1);
        first.expect(PUBREL, 1);
        first.close();

        ScriptedConnection second = connected(false);

        expectPublish(second, 1, false, "x");
        second.pubrec(1);
        second.expect(PUBREL, 1);
        second.pubcomp(1);
        done(published);
    }

    // ---- in

    @ParameterizedTest
    @ValueSource(strings = {V3, V5})
    void shouldNotHandleTwiceWhatComesAgainWhileItsHandlerRuns(String version) {
        LiveSession session = made(version);
        Keeper keeper = keeper(session);
        ScriptedConnection first = subscribed(false);
        first.publish(5, 2, false, "t", "x");
        keeper.awaitPayloads("x");
        first.close();
        ScriptedConnection second = subscribed(true);

        second.publish(5, 2, true, "t", "x");
        second.publish(6, 1, false, "t", "y");
        keeper.awaitPayloads("x", "y");
        keeper.done(1);
        expectNothingBefore(session, second);
        keeper.done(0);

        second.expect(PUBREC, 5);
        second.expect(PUBACK, 6);
        second.pubrel(5);
        expectPubcomp(second, 5, 0);
        keeper.awaitPayloads("x", "y");
    }

    @ParameterizedTest
    @ValueSource(strings = {V3, V5})
    void shouldNotHandleTwiceWhatComesTwiceOverOneConnection(String version) {
        LiveSession session = made(version);
        Keeper keeper = keeper(session);
        ScriptedConnection connection = subscribed(false);
        connection.publish(5, 2, false, "t", "x");
        connection.publish(5, 2, true, "t", "x");
        connection.publish(6, 1, false, "t", "y");
        keeper.awaitPayloads("x", "y");

        keeper.done(0);
        keeper.done(1);

        connection.expect(PUBREC, 5);
        connection.expect(PUBACK, 6);
        connection.publish(5, 2, true, "t", "x");
        connection.expect(PUBREC, 5);
        keeper.awaitPayloads("x", "y");
    }

    @ParameterizedTest
    @ValueSource(strings = {V3, V5})
    void shouldAcknowledgeAtOnceWhatComesAgainAfterItWasHandledWithoutAConnection(String version) {
        LiveSession session = made(version);
        Keeper keeper = keeper(session);
        ScriptedConnection first = subscribed(false);
        first.publish(5, 2, false, "t", "x");
        keeper.awaitPayloads("x");
        broker.refuse(true);
        first.close();
        session.awaitEntered(ConnectionState.BackingOff.class);
        keeper.done(0);
        broker.refuse(false);
        ScriptedConnection second = subscribed(true);
        expectNothingBefore(session, second); // no PUBREC that nobody has asked for

        second.publish(5, 2, true, "t", "x");

        second.expect(PUBREC, 5);
        keeper.awaitPayloads("x");
    }

    @ParameterizedTest
    @ValueSource(strings = {V3, V5})
    void shouldAcknowledgeAgainWhatComesAgainAfterPubrec(String version) {
        LiveSession session = made(version);
        Keeper keeper = keeper(session);
        ScriptedConnection first = subscribed(false);
        first.publish(5, 2, false, "t", "x");
        keeper.awaitPayloads("x");
        keeper.done(0);
        first.expect(PUBREC, 5);
        first.close();
        ScriptedConnection second = subscribed(true);

        second.publish(5, 2, true, "t", "x");

        second.expect(PUBREC, 5);
        second.pubrel(5);
        expectPubcomp(second, 5, 0);
        keeper.awaitPayloads("x");
    }

    @ParameterizedTest
    @ValueSource(strings = {V3, V5})
    void shouldCompleteOverTheNextConnectionAndSayWhenItDoesNotKnowTheId(String version) {
        LiveSession session = made(version);
        Keeper keeper = keeper(session);
        ScriptedConnection first = subscribed(false);
        first.publish(5, 2, false, "t", "x");
        keeper.awaitPayloads("x");
        keeper.done(0);
        first.expect(PUBREC, 5);
        first.close();

        ScriptedConnection second = subscribed(true);
        second.pubrel(5);
        expectPubcomp(second, 5, 0);
        second.close();

        ScriptedConnection third = subscribed(true);
        third.pubrel(5);
        expectPubcomp(third, 5, version.equals(V5) ? 0x92 : 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {V3, V5})
    void shouldHandleANewMessageWithAnIdThatWasReleased(String version) {
        LiveSession session = made(version);
        Keeper keeper = keeper(session);
        ScriptedConnection connection = subscribed(false);
        connection.publish(5, 2, false, "t", "x");
        keeper.awaitPayloads("x");
        keeper.done(0);
        connection.expect(PUBREC, 5);
        connection.pubrel(5);
        expectPubcomp(connection, 5, 0);

        connection.publish(5, 2, false, "t", "y");

        keeper.awaitPayloads("x", "y");
    }

    @ParameterizedTest
    @ValueSource(strings = {V3, V5})
    void shouldHandleANewMessageWithAnIdThatTheBrokerHasForgotten(String version) {
        LiveSession session = made(version);
        Keeper keeper = keeper(session);
        ScriptedConnection first = subscribed(false);
        first.publish(5, 2, false, "t", "x");
        keeper.awaitPayloads("x");
        first.close();
        ScriptedConnection second = subscribed(false);

        second.publish(5, 2, false, "t", "y");
        keeper.awaitPayloads("x", "y");
        keeper.done(0); // of the old one: it counts for nothing
        expectNothingBefore(session, second);
        keeper.done(1);

        second.expect(PUBREC, 5);
    }

    private static Keeper keeper(LiveSession session) {
        Keeper keeper = session.subscribe("t", QoS.EXACTLY_ONCE, false);
        session.session().start();
        return keeper;
    }

    private static void expectPubcomp(ScriptedConnection connection, int id, int reasonCode) {
        var header = connection.expect(PUBCOMP, id).variableHeader();
        int code = header instanceof MqttPubReplyMessageVariableHeader reply ? reply.reasonCode() & 0xFF : 0;
        assertThat(code).as("reason code of PUBCOMP").isEqualTo(reasonCode);
    }
}
