package dev.mooring.mqtt;

import dev.mooring.broker.ScriptedConnection;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.mooring.mqtt.LiveSession.soon;
import static io.netty.handler.codec.mqtt.MqttMessageType.AUTH;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** Exchanges of AUTH (MQTT 5.0, section 4.12), and what ends them. */
class AuthenticationFaultTest extends ScriptedFaults {

    private static final int SUCCESS = 0;
    private static final int CONTINUE = 0x18;
    private static final int AGAIN = 0x19;

    /** Says "first", and answers a challenge with its words and an exclamation mark. */
    private static class Exchange implements EnhancedAuthentication {
        @Override
        public String method() {
            return "SHOUT";
        }

        @Override
        public Future<Buffer> begin() {
            return Future.succeededFuture(Buffer.buffer("first"));
        }

        @Override
        public Future<Buffer> answer(Buffer challenge) {
            return Future.succeededFuture(challenge.copy().appendString("!"));
        }
    }

    @Test
    void shouldAnswerChallengesBeforeConnackAndWhenItAuthenticatesAnew() {
        LiveSession session = started(options(V5).authentication(new Exchange()));
        ScriptedConnection connection = broker.accept();
        assertData(connection.expectConnect().variableHeader().properties(), "first");

        auth(connection, CONTINUE, "one");
        expectAuth(connection, CONTINUE, "one!");
        auth(connection, CONTINUE, "two");
        expectAuth(connection, CONTINUE, "two!");
        connection.connAck(false);
        session.awaitState(ConnectionState.Connected.class);

        session.session().reauthenticate();
        expectAuth(connection, AGAIN, "first");
        auth(connection, CONTINUE, "three");
        expectAuth(connection, CONTINUE, "three!");
        auth(connection, SUCCESS, "");
        expectNothingBefore(session, connection);
        assertThat(session.log().words()).containsExactly("connecting", "connected");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldCallMisconfiguredWhatCannotContinueBeforeConnack(boolean throwing) {
        LiveSession session = started(options(V5).authentication(new Exchange() {
            @Override
            public Future<Buffer> answer(Buffer challenge) {
                return failing(throwing).get();
            }
        }));
        ScriptedConnection connection = broker.accept();
        connection.expectConnect();

        auth(connection, CONTINUE, "one");

        connection.expectEnd();
        assertThat(session.awaitEntered(ConnectionState.Misconfigured.class).cause())
                .endsWith("the authentication could not be continued");
        broker.accept();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTryAgainWhenItCannotEvenBegin(boolean throwing) {
        LiveSession session = started(options(V5).authentication(new Exchange() {
            private int times;

            @Override
            public Future<Buffer> begin() {
                times++;
                return times == 1 ? failing(throwing).get() : super.begin();
            }
        }));

        connected(false);

        assertThat(session.awaitEntered(ConnectionState.BackingOff.class).cause())
                .contains("no such key");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldConnectAnewWhenItCannotAuthenticateAnew(boolean throwing) {
        LiveSession session = started(options(V5).authentication(new Exchange() {
            @Override
            public Future<Buffer> answer(Buffer challenge) {
                return failing(throwing).get();
            }
        }));
        ScriptedConnection first = connected(false);
        session.awaitState(ConnectionState.Connected.class);
        session.session().reauthenticate();
        expectAuth(first, AGAIN, "first");

        auth(first, CONTINUE, "one");

        first.expectEnd();
        connected(true);
        soon(() -> assertThat(session.log().events()).containsExactly("disconnected REQUESTED"));
    }

    @Test
    void shouldNotAuthenticateByExchangesOnTheOlderVersion() {
        LiveSession session = started(options(V3).authentication(new Exchange()));
        ScriptedConnection connection = connected(false);
        session.awaitState(ConnectionState.Connected.class);

        session.session().reauthenticate();

        expectNothingBefore(session, connection);
    }

    @Test
    void shouldCallMisconfiguredAMethodThatTheBrokerRefuses() {
        LiveSession session = started(options(V5).authentication(new Exchange()));
        ScriptedConnection connection = broker.accept();
        connection.expectConnect();
        auth(connection, CONTINUE, "one");
        expectAuth(connection, CONTINUE, "one!");

        connection.refuse(0x8C);

        assertThat(session.awaitEntered(ConnectionState.Misconfigured.class).cause())
                .endsWith("0x8C bad authentication method");
    }

    private static Supplier<Future<Buffer>> failing(boolean throwing) {
        IllegalStateException cause = new IllegalStateException("no such key");
        return () -> {
            if (throwing) {
                throw cause;
            }
            return Future.failedFuture(cause);
        };
    }

    private static void auth(ScriptedConnection connection, int code, String data) {
        ByteArrayOutputStream properties = new ByteArrayOutputStream();
        add(properties, 0x15, "SHOUT");
        add(properties, 0x16, data);
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(0xF0);
        packet.write(2 + properties.size());
        packet.write(code);
        packet.write(properties.size());
        packet.writeBytes(properties.toByteArray());
        connection.sendRaw(packet.toByteArray());
    }

    private static void add(ByteArrayOutputStream properties, int id, String value) {
        properties.write(id);
        properties.write(0);
        properties.write(value.length());
        properties.writeBytes(value.getBytes(UTF_8));
    }

    private static void expectAuth(ScriptedConnection connection, int code, String data) {
        MqttMessage auth = connection.expect(AUTH);
        var header = (MqttReasonCodeAndPropertiesVariableHeader) auth.variableHeader();
        assertThat(header.reasonCode() & 0xFF).isEqualTo(code);
        assertData(header.properties(), data);
    }

    private static void assertData(MqttProperties properties, String data) {
        assertThat(properties
                        .getProperty(MqttPropertyType.AUTHENTICATION_METHOD.value())
                        .value())
                .isEqualTo("SHOUT");
        assertThat(properties
                        .getProperty(MqttPropertyType.AUTHENTICATION_DATA.value())
                        .value())
                .isEqualTo(data.getBytes(UTF_8));
    }
}
