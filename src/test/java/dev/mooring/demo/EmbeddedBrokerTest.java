package dev.mooring.demo;

import dev.mooring.broker.ArtemisBroker;
import dev.mooring.broker.Peer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EmbeddedBrokerTest {

    private static final Logger ARTEMIS = Logger.getLogger("org.apache.activemq");

    /** Artemis logs the failures these tests provoke, at ERROR and with pages of stack. */
    @BeforeAll
    static void silence() {
        ARTEMIS.setLevel(Level.OFF);
    }

    @AfterAll
    static void quiet() {
        ArtemisBroker.quiet();
    }

    @Test
    void shouldPickAFreePort() throws IOException {
        try (EmbeddedBroker one = EmbeddedBroker.start(0);
                EmbeddedBroker other = EmbeddedBroker.start(0)) {
            assertThat(one.port()).isPositive().isNotEqualTo(other.port());
            assertThat(one.url()).isEqualTo("mqtt://127.0.0.1:" + one.port());
        }
    }

    @Test
    void shouldRefuseATakenPort() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            assertThatThrownBy(() -> EmbeddedBroker.start(taken.getLocalPort()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(String.valueOf(taken.getLocalPort()));
        }
    }

    @Test
    void shouldFreeItsPortWhenClosed() throws IOException {
        EmbeddedBroker broker = EmbeddedBroker.start(0);
        broker.close();
        broker.close();

        try (EmbeddedBroker next = EmbeddedBroker.start(broker.port())) {
            assertThat(next.port()).isEqualTo(broker.port());
        }
    }

    @Test
    void shouldSpeakMqtt311() throws IOException {
        // CONNECT, protocol level 4, clean session, no client id; CONNACK: no session, accepted
        assertThat(answerTo("100c00044d51545404020000" + "0000", 4)).isEqualTo("20020000");
    }

    @Test
    void shouldSpeakMqtt5() throws IOException {
        // CONNECT, protocol level 5, clean start, no properties, no client id
        String connack = answerTo("100d00044d515454050200000000" + "00", 4);

        assertThat(connack).as("CONNACK, no session, reason 0x00").matches("20..0000");
    }

    @Test
    void shouldWriteNothingToDisk() throws IOException {
        Path data = Path.of("data");
        boolean before = Files.exists(data);

        try (EmbeddedBroker broker = EmbeddedBroker.start(0);
                Peer peer = Peer.connect(broker.url(), "writer", true)) {
            peer.publish("disk/retained", "kept", 1, true);

            assertThat(Files.exists(data)).isEqualTo(before);
        }
    }

    @Test
    void shouldForgetEverythingWhenClosed() throws IOException {
        int port;
        try (EmbeddedBroker broker = EmbeddedBroker.start(0);
                Peer peer = Peer.connect(broker.url(), "writer", true)) {
            peer.publish("gone/after", "kept", 1, true);
            port = broker.port();
        }

        try (EmbeddedBroker broker = EmbeddedBroker.start(port);
                Peer peer = Peer.connect(broker.url(), "reader", true)) {
            assertThat(peer.retained("gone/after")).isEqualTo(Optional.empty());
        }
    }

    @Test
    void shouldRefusePublishesWhenFullInsteadOfGrowing() throws IOException {
        String chunk = "x".repeat(300_000);
        try (EmbeddedBroker broker = EmbeddedBroker.start(0, 1_000_000);
                Peer away = Peer.connect(broker.url(), "away", false)) {
            away.subscribe("fill/#", 1);
            away.drop();

            try (Peer publisher = Peer.connect(broker.url(), "publisher", true)) {
                assertThatThrownBy(() -> {
                            for (int i = 0; i < 10; i++) {
                                publisher.publish("fill/up", chunk, 1, false);
                            }
                        })
                        .hasCauseInstanceOf(MqttException.class);
            }
        }
    }

    /** Sends some bytes and returns up to {@code length} bytes of the answer; shorter when the broker hangs up. */
    private static String answerTo(String hex, int length) throws IOException {
        try (EmbeddedBroker broker = EmbeddedBroker.start(0);
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), broker.port())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(HexFormat.of().parseHex(hex));
            return HexFormat.of().formatHex(socket.getInputStream().readNBytes(length));
        }
    }
}
