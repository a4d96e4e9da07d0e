package dev.mooring.mqtt;

import dev.mooring.broker.ScriptedConnection;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Connections that do not come about. */
class ConnectFaultTest extends ScriptedFaults {

    private static final Deadlines HASTY = new Deadlines(Duration.ofMillis(500), NEVER, NEVER);

    @ParameterizedTest
    @ValueSource(strings = {V3, V5})
    void shouldGiveUpOnABrokerThatNeverAnswersConnect(String version) {
        LiveSession session = started(options(version).deadlines(HASTY));
        ScriptedConnection first = broker.accept();
        first.expectConnect();

        first.expectEnd();

        assertThat(session.awaitEntered(ConnectionState.BackingOff.class).cause())
                .endsWith("not reached: no CONNACK within PT0.5S");
        ScriptedConnection second = broker.accept();
        assertThat(second.expectConnect().variableHeader().version())
                .as("not the older version: it was not refused")
                .isEqualTo(version.equals(V5) ? 5 : 4);
    }

    @Test
    void shouldGiveUpOnATlsHandshakeThatHangs() {
        LiveSession session =
                started(options(V5, "mqtts://127.0.0.1:" + broker.port()).deadlines(HASTY));
        ScriptedConnection first = broker.accept(); // which never says hello

        assertThat(session.awaitEntered(ConnectionState.BackingOff.class).cause())
                .contains("not reached");
        assertThat(first).isNotNull();
        broker.accept();
    }

    @Test
    void shouldGiveUpOnAWebSocketUpgradeThatIsNeverAnswered() {
        LiveSession session =
                started(options(V5, "ws://127.0.0.1:" + broker.port()).deadlines(HASTY));
        broker.accept();

        assertThat(session.awaitEntered(ConnectionState.BackingOff.class).cause())
                .contains("not reached");
        broker.accept();
    }

    @ParameterizedTest
    @ValueSource(strings = {V3, V5})
    void shouldComeBackWhenConnackBreaksOffInTheMiddle(String version) {
        LiveSession session = started(version);
        ScriptedConnection first = broker.accept();
        first.expectConnect();

        first.sendRaw(0x20, 2, 0);
        first.close();

        ScriptedConnection second = broker.accept(); // on 5: perhaps it was the version
        second.expectConnect();
        second.connAck(false);
        assertThat(session.awaitState(ConnectionState.Connected.class).protocolVersion())
                .isEqualTo("3.1.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {V3, V5})
    void shouldComeBackWhenTheConnectionEndsAtOnce(String version) {
        LiveSession session = started(version);
        broker.accept().reset(); // perhaps before it has read CONNECT
        broker.accept().reset();

        ScriptedConnection last = broker.accept();
        last.expectConnect();
        last.connAck(false);

        session.awaitState(ConnectionState.Connected.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {V3, V5})
    void shouldWaitForABrokerThatIsNotThere(String version) {
        broker.refuse(true);
        LiveSession session = started(version);
        assertThat(session.awaitEntered(ConnectionState.BackingOff.class).cause())
                .contains("not reached");

        broker.refuse(false);

        connected(false);
        session.awaitState(ConnectionState.Connected.class);
    }
}
