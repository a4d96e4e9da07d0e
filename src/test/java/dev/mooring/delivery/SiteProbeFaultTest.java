package dev.mooring.delivery;

import dev.mooring.broker.ScriptedBroker;
import dev.mooring.broker.ScriptedConnection;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static dev.mooring.delivery.ProbedSites.soon;
import static org.assertj.core.api.Assertions.assertThat;

/** Brokers that do wrong: each planted fault must be counted, and nothing else. */
class SiteProbeFaultTest {

    private static final String TOPIC = "p/mooring/verification/p";
    private static final int NOT_AUTHORIZED = 0x87;
    private static final int ANY_ID = 40_000;

    private static Vertx vertx = Vertx.vertx();

    private final ScriptedBroker broker = ScriptedBroker.start();
    private final ProbedSites sites = new ProbedSites(
            vertx,
            "p",
            broker.url(),
            "300ms",
            Map.of(
                    "mooring.sites.a.lwt-enabled", "false",
                    "mooring.shutdown-timeout", "0.2"));

    @BeforeAll
    static void startEventLoops() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopEventLoops() {
        vertx.close();
    }

    @AfterEach
    void end() {
        sites.close();
        broker.close();
    }

    @Test
    void shouldConvictABrokerThatDropsWhatItAcknowledged() {
        ScriptedConnection connection = connect(1);
        for (int i = 1; i <= 30; i++) {
            String number = acknowledgeNext(connection);
            if (i % 10 != 0) {
                connection.publish(ANY_ID + i, 1, false, TOPIC, number);
            }
        }

        keepAnswering(connection, 40);

        soon(() -> assertThat(sites.counts().lost()).isEqualTo(3));
        assertThat(sites.counts().received()).isGreaterThanOrEqualTo(27);
        assertThat(sites.counts().late() + sites.counts().duplicated()).isZero();
        assertThat(sites.probe().lastLoss()).isPresent();
        assertThat(sites.registry
                        .get("mooring.verification.lost")
                        .functionCounter()
                        .count())
                .isEqualTo(3);
    }

    @Test
    void shouldCountWhatComesTwiceAndOutOfOrderAndFromNowhere() {
        ScriptedConnection connection = connect(1);
        String one = acknowledgeNext(connection);
        String two = acknowledgeNext(connection);

        connection.publish(ANY_ID, 1, false, TOPIC, two);
        connection.publish(ANY_ID + 1, 1, false, TOPIC, one);
        connection.publish(ANY_ID + 2, 1, true, TOPIC, one);
        connection.publish(ANY_ID + 3, 1, false, TOPIC, "7");
        connection.publish(ANY_ID + 4, 1, false, TOPIC, "what?");

        soon(() -> {
            assertThat(sites.counts().received()).isEqualTo(2);
            assertThat(sites.counts().reordered()).isOne();
            assertThat(sites.counts().duplicated()).isOne();
            assertThat(sites.counts().unexpected()).isEqualTo(2);
        });
    }

    @Test
    void shouldBlameNobodyForWhatTheBrokerNeverTook() {
        ScriptedConnection connection = connect(1);
        connection.skipTo(MqttMessageType.PUBLISH, ScriptedConnection.DEADLINE);
        connection.reset();
        ScriptedConnection again = broker.acceptAndConnAck(true);
        answerSubscribe(again, 1);
        for (int i = 0; i < 40; i++) {
            String number = acknowledgeNext(again);
            again.publish(ANY_ID + i, 1, false, TOPIC, number);
        }

        soon(() -> assertThat(sites.counts().received()).isGreaterThanOrEqualTo(40));
        assertThat(sites.counts().lost()).isZero();
    }

    @Test
    void shouldShowABrokerThatRefusesItsNumbersAndOneThatTakesThemAgain() {
        ScriptedConnection connection = connect(1);
        MqttMessage first = connection.skipTo(MqttMessageType.PUBLISH, ScriptedConnection.DEADLINE);
        connection.puback(ScriptedConnection.id(first), NOT_AUTHORIZED);

        soon(() -> assertThat(sites.probe().state()).isEqualTo("publish-refused"));
        assertThat(sites.counts().refused()).isOne();
        acknowledgeNext(connection);

        soon(() -> assertThat(sites.probe().state()).isEqualTo("running"));
    }

    @Test
    void shouldRestWhileTheBrokerRefusesItsTopic() {
        connect(NOT_AUTHORIZED);

        soon(() -> assertThat(sites.probe().state()).isEqualTo("subscribe-refused"));
        long attempted = sites.counts().attempted();
        long skipped = sites.counts().skipped();
        soon(() -> assertThat(sites.counts().skipped()).isGreaterThan(skipped + 20));
        assertThat(sites.counts().attempted()).isEqualTo(attempted);
        assertThat(sites.counts().lost()).isZero();
        assertThat(sites.counts().underWay()).isZero();
    }

    /** Connected, and every filter answered with that code. */
    private ScriptedConnection connect(int code) {
        sites.start();
        ScriptedConnection connection = broker.acceptAndConnAck();
        answerSubscribe(connection, code);
        return connection;
    }

    private static void answerSubscribe(ScriptedConnection connection, int code) {
        MqttSubscribeMessage subscribe =
                (MqttSubscribeMessage) connection.skipTo(MqttMessageType.SUBSCRIBE, ScriptedConnection.DEADLINE);
        int[] codes = subscribe.payload().topicSubscriptions().stream()
                .mapToInt(each -> code)
                .toArray();
        connection.suback(ScriptedConnection.id(subscribe), codes);
    }

    /** The next number, acknowledged and not sent back. */
    private static String acknowledgeNext(ScriptedConnection connection) {
        MqttPublishMessage publish =
                (MqttPublishMessage) connection.skipTo(MqttMessageType.PUBLISH, Duration.ofSeconds(5));
        connection.puback(ScriptedConnection.id(publish));
        return ScriptedConnection.text(publish);
    }

    private static void keepAnswering(ScriptedConnection connection, int count) {
        for (int i = 0; i < count; i++) {
            connection.publish(ANY_ID + 1_000 + i, 1, false, TOPIC, acknowledgeNext(connection));
        }
    }
}
