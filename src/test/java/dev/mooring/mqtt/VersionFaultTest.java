package dev.mooring.mqtt;

import dev.mooring.broker.ScriptedConnection;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.mooring.mqtt.LiveSession.soon;
import static org.assertj.core.api.Assertions.assertThat;

/** Brokers that do not want a version, or do not want us. */
class VersionFaultTest extends ScriptedFaults {

    private static final int LEVEL_3_1_1 = 4;
    private static final int LEVEL_5 = 5;

    @ParameterizedTest
    @ValueSource(strings = {"CONNACK 0x84", "CONNACK of 3.1.1, code 1", "FIN", "RST"})
    void shouldTryTheOlderVersionAtOnceOnTheSameAddress(String refusal) {
        LiveSession session = started(V5);
        refuse(expectLevel(LEVEL_5), refusal);

        ScriptedConnection second = expectLevel(LEVEL_3_1_1);
        second.connAck(false);

        assertThat(session.awaitState(ConnectionState.Connected.class).protocolVersion())
                .isEqualTo("3.1.1");
        assertThat(session.log().words()).containsExactly("connecting", "connected");
        second.close();
        boolean inWords = refusal.startsWith("CONNACK");
        ScriptedConnection third = expectLevel(inWords ? LEVEL_3_1_1 : LEVEL_5);
        third.connAck(true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"FIN", "RST"})
    void shouldStayWithTheVersionWhenTheNetworkBreaksOnTheWayBack(String refusal) {
        LiveSession session = started(V5);
        ScriptedConnection first = expectLevel(LEVEL_5);
        first.connAck(false);
        session.awaitState(ConnectionState.Connected.class);
        first.reset();
        refuse(expectLevel(LEVEL_5), refusal);

        expectLevel(LEVEL_5).connAck(true);

        soon(() -> assertThat(session.log().words()).endsWith("connecting", "connected"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"FIN", "RST"})
    void shouldAskForTheNewVersionAgainAfterBothWereClosedSilently(String refusal) {
        LiveSession session = started(V5);
        refuse(expectLevel(LEVEL_5), refusal);
        refuse(expectLevel(LEVEL_3_1_1), refusal);

        expectLevel(LEVEL_5).connAck(false);

        assertThat(session.awaitState(ConnectionState.Connected.class).protocolVersion())
                .isEqualTo("5");
        assertThat(session.log().words()).containsExactly("connecting", "backing-off", "connecting", "connected");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNACK of 3.1.1, code 1", "FIN", "RST"})
    void shouldNeverTryTheNewVersionWhenConfiguredForTheOlder(String refusal) {
        LiveSession session = started(V3);

        refuse(expectLevel(LEVEL_3_1_1), refusal);
        refuse(expectLevel(LEVEL_3_1_1), refusal);
        expectLevel(LEVEL_3_1_1).connAck(false);

        session.awaitState(ConnectionState.Connected.class);
        assertThat(session.log().words())
                .contains(refusal.startsWith("CONNACK") ? "misconfigured" : "backing-off")
                .doesNotContain(refusal.startsWith("CONNACK") ? "backing-off" : "misconfigured");
    }

    @ParameterizedTest
    @CsvSource({
        "3.1.1, 02, misconfigured, client id me rejected",
        "3.1.1, 03, backing-off,   server unavailable",
        "3.1.1, 04, misconfigured, bad user name or password",
        "3.1.1, 05, misconfigured, not authorized",
        "3.1.1, 77, backing-off,   return code 119",
        "5,     85, misconfigured, client id me rejected",
        "5,     86, misconfigured, 0x86 bad user name or password",
        "5,     87, misconfigured, 0x87 not authorized",
        "5,     8A, misconfigured, 0x8A banned",
        "5,     8C, misconfigured, 0x8C bad authentication method",
        "5,     80, backing-off,   0x80 unspecified error",
        "5,     88, backing-off,   0x88 server unavailable",
        "5,     89, backing-off,   0x89 server busy",
        "5,     97, backing-off,   0x97 quota exceeded",
        "5,     9F, backing-off,   0x9F connection rate exceeded",
        "5,     04, misconfigured, bad user name or password",
    })
    void shouldKnowWhetherTryingTheSameAgainHelps(String version, String code, String word, String cause) {
        LiveSession session = started(
                options(version).clientId("me").credentials(() -> Optional.of(new Credentials("somebody", "hunter2"))));
        ScriptedConnection connection = broker.accept();
        connection.expectConnect();

        connection.refuse(Integer.parseInt(code, 16));

        connection.expectEnd();
        soon(() -> assertThat(session.log().words()).hasSizeGreaterThan(1));
        ConnectionState after = session.log().states().get(1);
        assertThat(after.word()).isEqualTo(word);
        assertThat(after.cause())
                .isEqualTo(broker.url() + " refused the connection: " + cause)
                .doesNotContain("hunter2");
        broker.accept().expectConnect(); // it tries again
    }

    @Test
    void shouldTakeADisconnectInsteadOfConnackForARefusal() {
        LiveSession session = started(V5);
        ScriptedConnection connection = broker.accept();
        connection.expectConnect();

        connection.disconnect(0x87);

        connection.expectEnd();
        assertThat(session.awaitEntered(ConnectionState.Misconfigured.class).cause())
                .endsWith("refused the connection: 0x87 not authorized");
    }

    private ScriptedConnection expectLevel(int level) {
        ScriptedConnection connection = broker.accept();
        assertThat(connection.expectConnect().variableHeader().version()).isEqualTo(level);
        return connection;
    }

    private static void refuse(ScriptedConnection connection, String how) {
        switch (how) {
            case "CONNACK 0x84" -> connection.refuse(0x84);
            case "CONNACK of 3.1.1, code 1" -> connection.sendRaw(0x20, 2, 0, 1);
            case "FIN" -> connection.close();
            default -> connection.reset();
        }
    }
}
