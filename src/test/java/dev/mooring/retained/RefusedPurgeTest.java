package dev.mooring.retained;

import dev.mooring.broker.FreePort;
import dev.mooring.broker.MosquittoBroker;
import dev.mooring.broker.MqttVersion;
import dev.mooring.broker.Peer;
import dev.mooring.broker.ScriptedBroker;
import dev.mooring.broker.ScriptedConnection;
import dev.mooring.mqtt.OutboundMessage;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.mqtt.TopicName;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static dev.mooring.broker.MosquittoBroker.MISSING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Brokers that do not do what they are asked, or are not there. */
class RefusedPurgeTest {

    private static final String RULES = """
            topic readwrite free/#
            topic read locked/#
            topic readwrite mooring/markers/#
            user keeper
            topic readwrite #
            """;

    private static final int NOT_AUTHORIZED = 0x87;
    /** Longer than a list waits for the marker and for silence when the broker has taken the marker. */
    private static final Duration LOOKED_FOR = Duration.ofSeconds(7);
    /** PUBLISH of MQTT 5, retained, QoS 0: x on free/a. */
    private static final int[] RETAINED = {0x31, 10, 0, 6, 'f', 'r', 'e', 'e', '/', 'a', 0, 'x'};

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    @EnabledIf(value = "dev.mooring.broker.MosquittoBroker#available", disabledReason = MISSING)
    void shouldNameWhatTheBrokerDoesNotLetUsDelete(MqttVersion version) {
        try (MosquittoBroker broker = locked();
                Peer keeper = keeper(broker)) {
            keeper.publish("free/a", "1", 1, true);
            keeper.publish("locked/a", "2", 1, true);
            keeper.publish("locked/b", "3", 1, true);

            PurgeReport report = purge(broker, version);

            assertThat(report.found()).isEqualTo(3);
            assertThat(report.purged()).isEqualTo(1);
            assertThat(report.failed()).isEqualTo(2);
            assertThat(report.failures())
                    .extracting(PurgeReport.Failure::topic)
                    .containsExactlyInAnyOrder("locked/a", "locked/b");
            assertThat(report.complete()).isTrue();
            assertThat(report.asAsked()).isFalse();
            assertThat(keeper.allRetained("#")).containsOnlyKeys("locked/a", "locked/b");
        }
    }

    /** Some versions of mosquitto hang up on who publishes what it may not, others drop it. */
    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    @EnabledIf(value = "dev.mooring.broker.MosquittoBroker#available", disabledReason = MISSING)
    void shouldListAllOrSayWhyNotWhereMarkersAreNotAllowed(MqttVersion version) {
        try (MosquittoBroker broker = withRules(RULES.replace("topic readwrite mooring/markers/#\n", ""));
                Peer keeper = keeper(broker)) {
            keeper.publish("free/a", "1", 1, true);
            keeper.publish("free/b", "2", 1, true);

            try {
                assertThat(TestDoor.get(list(broker.url(), version))).isEqualTo(new Listing.End(2, false));
            } catch (IllegalStateException refused) {
                assertThat(refused)
                        .rootCause()
                        .isInstanceOf(RetainedException.class)
                        .hasMessageContaining("it may not let us publish on mooring/markers/#");
            }
        }
    }

    @Test
    void shouldSayWhatTheBrokerMayHaveHungUpOn() {
        try (ScriptedBroker broker = ScriptedBroker.start()) {
            Future<Listing.End> list = list(broker.url(), MqttVersion.V5);
            ScriptedConnection connection = broker.acceptAndConnAck();
            connection.skipTo(MqttMessageType.PUBLISH, ScriptedConnection.DEADLINE);
            connection.close();

            assertThatThrownBy(() -> TestDoor.get(list))
                    .rootCause()
                    .isInstanceOf(RetainedException.class)
                    .hasMessageMatching("the connection ended.*; it may not let us publish on mooring/markers/#");
        }
    }

    @Test
    void shouldListUntilABrokerIsSilentThatRefusesMarkers() {
        try (ScriptedBroker broker = ScriptedBroker.start()) {
            Future<Listing.End> list = list(broker.url(), MqttVersion.V5);
            ScriptedConnection connection = broker.acceptAndConnAck();
            MqttMessage marker = connection.skipTo(MqttMessageType.PUBLISH, ScriptedConnection.DEADLINE);
            connection.puback(ScriptedConnection.id(marker), NOT_AUTHORIZED);
            connection.sendRaw(RETAINED);

            assertThat(TestDoor.get(list)).isEqualTo(new Listing.End(1, false));
        }
    }

    @Test
    void shouldListUntilABrokerIsSilentThatRefusesToSubscribeMarkers() {
        try (ScriptedBroker broker = ScriptedBroker.start()) {
            Future<Listing.End> list = list(broker.url(), MqttVersion.V5);
            ScriptedConnection connection = broker.acceptAndConnAck();
            connection.suback(ScriptedConnection.id(connection.expectSubscribe()), NOT_AUTHORIZED);
            connection.sendRaw(RETAINED);

            assertThat(TestDoor.get(list)).isEqualTo(new Listing.End(1, false));
        }
    }

    @Test
    void shouldListUntilABrokerIsSilentThatDropsMarkersWithoutAWord() {
        try (ScriptedBroker broker = ScriptedBroker.start()) {
            Future<Listing.End> list = list(broker.url(), MqttVersion.V5);
            ScriptedConnection connection = broker.acceptAndConnAck();
            MqttMessage marker = connection.skipTo(MqttMessageType.PUBLISH, ScriptedConnection.DEADLINE);
            connection.puback(ScriptedConnection.id(marker));
            connection.sendRaw(RETAINED);

            assertThat(TestDoor.get(list)).isEqualTo(new Listing.End(1, false));
        }
    }

    /** It is no silence while the broker has not even taken the question. */
    @Test
    void shouldWaitForABrokerThatLooksForLong() {
        try (ScriptedBroker broker = ScriptedBroker.start()) {
            Future<Listing.End> list = list(broker.url(), MqttVersion.V5);
            ScriptedConnection connection = broker.acceptAndConnAck();
            MqttPublishMessage marker = marker(connection);
            connection.expectNothing(LOOKED_FOR);
            connection.sendRaw(RETAINED);
            giveBack(connection, marker);
            giveBack(connection, marker(connection));

            assertThat(TestDoor.get(list)).isEqualTo(new Listing.End(1, true));
        }
    }

    /** The broker has a thread for each subscription: the marker comes, and what it retains goes on coming. */
    @Test
    void shouldGoOnWhileRetainedMessagesComeBehindTheMarker() {
        try (ScriptedBroker broker = ScriptedBroker.start()) {
            Future<Listing.End> list = list(broker.url(), MqttVersion.V5);
            ScriptedConnection connection = broker.acceptAndConnAck();

            giveBack(connection, marker(connection));
            for (int i = 0; i < 3; i++) {
                MqttPublishMessage another = marker(connection);
                connection.sendRaw(RETAINED);
                giveBack(connection, another);
            }
            giveBack(connection, marker(connection));

            assertThat(TestDoor.get(list)).isEqualTo(new Listing.End(3, true));
        }
    }

    private static MqttPublishMessage marker(ScriptedConnection connection) {
        return (MqttPublishMessage) connection.skipTo(MqttMessageType.PUBLISH, ScriptedConnection.DEADLINE);
    }

    private static void giveBack(ScriptedConnection connection, MqttPublishMessage marker) {
        connection.puback(ScriptedConnection.id(marker));
        connection.publish(0, 0, false, marker.variableHeader().topicName(), ScriptedConnection.text(marker));
    }

    @Test
    void shouldNotTryForEverToRestore() {
        try (ScriptedBroker broker = ScriptedBroker.start()) {
            RetainedMessages hurried =
                    new RetainedMessages(new TestDoor(broker.url(), MqttVersion.V5), Clock.systemUTC(), Duration.ZERO);
            var restored = hurried.restore(List.of(retained("a"), retained("b")), false);

            broker.acceptAndConnAck().close();

            assertThatThrownBy(() -> TestDoor.get(restored))
                    .rootCause()
                    .isInstanceOf(RetainedException.class)
                    .hasMessageStartingWith("the connection ended");
        }
    }

    private static OutboundMessage retained(String topic) {
        return new OutboundMessage(new TopicName(topic), new byte[] {'x'}, QoS.AT_LEAST_ONCE, true);
    }

    @Test
    void shouldSayWhenTheBrokerIsNotThere() {
        Future<Listing.End> list = list("mqtt://127.0.0.1:" + FreePort.next(), MqttVersion.V5);

        assertThatThrownBy(() -> TestDoor.get(list))
                .hasRootCauseInstanceOf(RetainedException.class)
                .rootCause()
                .hasMessageStartingWith("no connection to the broker");
    }

    private static MosquittoBroker locked() {
        return withRules(RULES);
    }

    private static MosquittoBroker withRules(String rules) {
        return MosquittoBroker.builder()
                .user("keeper", "secret")
                .acl(rules)
                .line("allow_anonymous true")
                .start();
    }

    private static Peer keeper(MosquittoBroker broker) {
        return Peer.to(broker.url()).credentials("keeper", "secret").connect();
    }

    private static PurgeReport purge(MosquittoBroker broker, MqttVersion version) {
        return TestDoor.get(
                messages(broker.url(), version).purge(Selection.of(new TopicFilter("#")), 1000, false, done -> {}));
    }

    private static Future<Listing.End> list(String url, MqttVersion version) {
        return messages(url, version).list(new TopicFilter("free/#"), (message, done) -> done.run());
    }

    private static RetainedMessages messages(String url, MqttVersion version) {
        return new RetainedMessages(new TestDoor(url, version), Clock.systemUTC());
    }
}
