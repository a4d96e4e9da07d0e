package dev.mooring.mqtt;

import dev.mooring.broker.ScriptedBroker;
import dev.mooring.broker.ScriptedConnection;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

import static io.netty.handler.codec.mqtt.MqttMessageType.DISCONNECT;
import static org.assertj.core.api.Assertions.assertThat;

/** A broker for each test that says only what the test says, and sessions with it that end with the test. */
abstract class ScriptedFaults {

    static final String V3 = "3.1.1";
    static final String V5 = "5";

    /** Longer than any wait of a test that passes. */
    static final Duration NEVER = Duration.ofMinutes(10);

    private static Vertx vertx = Vertx.vertx();

    final ScriptedBroker broker = ScriptedBroker.start();
    private final List<LiveSession> sessions = new ArrayList<>();

    @BeforeAll
    static void startEventLoops() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopEventLoops() {
        vertx.close();
    }

    @AfterEach
    void endAll() {
        sessions.forEach(each -> each.session().stop(Duration.ofMillis(1)));
        broker.close();
    }

    /** How a session with the broker shall be. */
    LiveSession.Options options(String version) {
        return options(version, broker.url());
    }

    static LiveSession.Options options(String version, String url) {
        return LiveSession.to(vertx, url).version(version);
    }

    /** Not started, so that handlers can be subscribed before. */
    LiveSession made(LiveSession.Options options) {
        LiveSession session = options.make();
        sessions.add(session);
        return session;
    }

    LiveSession made(String version) {
        return made(options(version));
    }

    LiveSession started(LiveSession.Options options) {
        LiveSession session = made(options);
        session.session().start();
        return session;
    }

    LiveSession started(String version) {
        return started(options(version));
    }

    /** The next connection of a session without handlers. */
    ScriptedConnection connected(boolean sessionPresent) {
        return broker.acceptAndConnAck(sessionPresent);
    }

    /** The next connection of a session with handlers, after CONNACK and SUBACK. */
    ScriptedConnection subscribed(boolean sessionPresent) {
        return subscribed(sessionPresent, MqttProperties.NO_PROPERTIES);
    }

    ScriptedConnection subscribed(boolean sessionPresent, MqttProperties properties) {
        ScriptedConnection connection = broker.acceptAndConnAck(sessionPresent, properties);
        grant(connection);
        return connection;
    }

    /** Answers the SUBSCRIBE that is next. */
    static void grant(ScriptedConnection connection) {
        var subscribe = connection.expectSubscribe();
        int filters = subscribe.payload().topicSubscriptions().size();
        connection.suback(ScriptedConnection.id(subscribe), new int[filters]);
    }

    /** What the session does from now on comes behind this: whatever it had to send before has been sent. */
    static void expectNothingBefore(LiveSession session, ScriptedConnection connection) {
        session.subscribe("fence", true);
        grant(connection);
    }

    static MqttProperties properties(MqttProperties.MqttPropertyType type, int value) {
        MqttProperties properties = new MqttProperties();
        properties.add(new MqttProperties.IntegerProperty(type.value(), value));
        return properties;
    }

    static void expectPublish(ScriptedConnection connection, int id, boolean duplicate, String payload) {
        MqttPublishMessage publish = connection.expectPublish();
        assertThat(ScriptedConnection.text(publish)).isEqualTo(payload);
        assertThat(ScriptedConnection.id(publish)).as("id of %s", payload).isEqualTo(id);
        assertThat(publish.fixedHeader().isDup()).as("DUP of %s", payload).isEqualTo(duplicate);
    }

    /** On MQTT 5 with that reason code; on 3.1.1 an error is told by the end alone. */
    static void expectGoodbye(ScriptedConnection connection, String version, int reasonCode) {
        if (version.equals(V5)) {
            var header = (MqttReasonCodeAndPropertiesVariableHeader)
                    connection.expect(DISCONNECT).variableHeader();
            assertThat(header.reasonCode() & 0xFF).isEqualTo(reasonCode);
        }
        connection.expectEnd();
    }
}
