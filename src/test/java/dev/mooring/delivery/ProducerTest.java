package dev.mooring.delivery;

import dev.mooring.broker.ScriptedBroker;
import dev.mooring.broker.ScriptedConnection;
import dev.mooring.mqtt.MqttSession;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicName;
import dev.mooring.mqtt.codec.ProtocolVersion;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static dev.mooring.delivery.ProbedSites.soon;
import static org.assertj.core.api.Assertions.assertThat;

/** When a number counts as acknowledged: at a broker that takes its time. */
class ProducerTest {

    private final ScriptedBroker broker = ScriptedBroker.start();
    private final QuickSessions sessions = new QuickSessions();
    private final Heard heard = new Heard();

    @AfterEach
    void end() {
        sessions.close();
        broker.close();
    }

    @ParameterizedTest
    @EnumSource
    void shouldCountAsAcknowledgedWhatTheBrokerAcknowledgedAndNotWhatWasWritten(ProtocolVersion version) {
        Future<Long> running = publish(version, QoS.AT_LEAST_ONCE);
        ScriptedConnection connection = broker.acceptAndConnAck();
        List<Integer> ids = List.of(nextId(connection), nextId(connection), nextId(connection));
        assertThat(heard.attempted).containsExactly(0L, 1L, 2L);

        connection.puback(ids.get(1));

        soon(() -> assertThat(heard.acknowledged).isNotEmpty());
        assertThat(heard.acknowledged).containsExactly(1L);
        assertThat(running.isComplete()).isFalse();
        connection.puback(ids.get(0));
        connection.puback(ids.get(2));
        soon(() -> assertThat(running.result()).isEqualTo(3));
        assertThat(heard.acknowledged).containsExactly(1L, 0L, 2L);
    }

    @ParameterizedTest
    @EnumSource
    void shouldCountQosTwoAsAcknowledgedAtPubcomp(ProtocolVersion version) {
        Future<Long> running = publish(version, QoS.EXACTLY_ONCE);
        ScriptedConnection connection = broker.acceptAndConnAck();
        List<Integer> ids = List.of(nextId(connection), nextId(connection), nextId(connection));
        for (int id : ids) {
            connection.pubrec(id);
            connection.expect(MqttMessageType.PUBREL, id);
        }

        connection.pubcomp(ids.get(2));

        soon(() -> assertThat(heard.acknowledged).isNotEmpty());
        assertThat(heard.acknowledged).containsExactly(2L);
        assertThat(running.isComplete()).isFalse();
    }

    /** What was written to a connection that broke is not acknowledged by it. */
    @Test
    void shouldNotTakeTheEndOfAConnectionForAnAcknowledgement() {
        Future<Long> running = publish(ProtocolVersion.V5, QoS.AT_LEAST_ONCE);
        ScriptedConnection first = broker.acceptAndConnAck();
        nextId(first);
        first.reset();

        ScriptedConnection second = broker.acceptAndConnAck(true);
        int again = nextId(second);

        assertThat(heard.acknowledged).isEmpty();
        assertThat(running.isComplete()).isFalse();
        second.puback(again);
        soon(() -> assertThat(heard.acknowledged).containsExactly(0L));
    }

    /** Three numbers at once. */
    private Future<Long> publish(ProtocolVersion version, QoS qos) {
        MqttSession session = sessions.session(broker.url(), version, "producer_test");
        Producer.Plan plan = new Producer.Plan(new TopicName("test/sequence"), qos, 3, Duration.ofMillis(1), 0, 3);
        Future<Long> running = new Producer(session, sessions.loop(), plan, heard).run();
        session.start();
        return running;
    }

    private static int nextId(ScriptedConnection connection) {
        return ScriptedConnection.id(connection.skipTo(MqttMessageType.PUBLISH, ScriptedConnection.DEADLINE));
    }

    /** What the producer says. */
    private static final class Heard implements Producer.Witness {
        private final List<Long> attempted = new CopyOnWriteArrayList<>();
        private final List<Long> acknowledged = new CopyOnWriteArrayList<>();

        @Override
        public void attempted(long number) {
            attempted.add(number);
        }

        @Override
        public void acknowledged(long number) {
            acknowledged.add(number);
        }

        @Override
        public void refused(long number, Throwable why) {
            throw new AssertionError("nothing was refused", why);
        }
    }
}
