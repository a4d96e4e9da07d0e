package dev.mooring.broker;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

class MosquittoBrokerTest {

    @BeforeEach
    void needsMosquitto() {
        assumeThat(MosquittoBroker.available()).as(MosquittoBroker.MISSING).isTrue();
    }

    @Test
    void shouldKeepRetainedMessagesAndSessionsOverARestart() {
        try (MosquittoBroker broker = started()) {
            try (Peer before = Peer.connect(broker.url(), "keeper", false)) {
                before.subscribe("kept/#", 1);
                before.publish("retained/x", "kept", 1, true);
            }

            broker.restart();

            try (Peer after = Peer.connect(broker.url(), "keeper", false)) {
                assertThat(after.sessionPresent()).isTrue();
                assertThat(after.retained("retained/x")).contains("kept");
            }
        }
    }

    @Test
    void shouldDieWithoutAWordWhenKilled() throws IOException {
        try (MosquittoBroker broker = started();
                Peer peer = Peer.connect(broker.url(), "orphan", true)) {
            broker.kill();

            await().until(() -> !peer.connected());
            assertThatThrownBy(broker::pid).hasMessageContaining("not running");
            assertThat(broker.logged("terminating")).isZero();

            broker.start();
            reach(broker.port());
            broker.stop();
            assertThat(broker.logged("terminating")).isOne();
        }
    }

    @Test
    void shouldAnswerNothingWhileFrozenAndEverythingAfterwards() {
        try (MosquittoBroker broker = started();
                Peer peer = Peer.connect(broker.url(), "frozen", true)) {
            peer.subscribe("frozen/#", 0);

            broker.freeze();
            peer.publish("frozen/x", "through the ice", 0, false);

            await().during(Duration.ofMillis(300)).until(() -> peer.received().isEmpty());
            assertThat(peer.connected()).isTrue();
            broker.thaw();
            peer.awaitMessage(message -> message.text().equals("through the ice"));
        }
    }

    @Test
    void shouldLetAPeerCloseWhileFrozen() {
        try (MosquittoBroker broker = started()) {
            Peer peer = Peer.connect(broker.url(), "patient", true);
            broker.freeze();

            assertThatCode(peer::close).doesNotThrowAnyException();
        }
    }

    @Test
    void shouldStopAndBeKilledWhileFrozen() {
        try (MosquittoBroker broker = started()) {
            broker.freeze();
            broker.stop();
            assertThat(broker.logged("terminating")).isOne();

            broker.start();
            broker.freeze();
            broker.kill();
            assertThatThrownBy(() -> reach(broker.port())).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void shouldCountTheClientsInItsLog() {
        try (MosquittoBroker broker = started()) {
            assertThat(broker.logged("New client connected")).isZero();

            Peer.connect(broker.url(), "counted", true).close();

            await().until(() -> broker.logged("Received DISCONNECT from counted") == 1);
            assertThat(broker.logged("New client connected")).isOne();
        }
    }

    @Test
    void shouldLetInThoseWithThePasswordOnly() {
        try (MosquittoBroker broker =
                MosquittoBroker.builder().user("ana", "s3cret: ü").start()) {
            Peer.to(broker.url()).credentials("ana", "s3cret: ü").connect().close();

            assertThatThrownBy(() ->
                            Peer.to(broker.url()).credentials("ana", "wrong").connect())
                    .hasStackTraceContaining("Not authorized");
            assertThatThrownBy(() -> Peer.to(broker.url()).connect()).hasStackTraceContaining("Not authorized");
        }
    }

    @Test
    void shouldHoldToTheAccessRules() {
        String acl = """
                user ana
                topic readwrite open/#
                topic readwrite peer/marker/#
                """;
        try (MosquittoBroker broker =
                        MosquittoBroker.builder().user("ana", "pw").acl(acl).start();
                Peer peer = Peer.to(broker.url()).credentials("ana", "pw").connect()) {
            peer.publish("open/x", "allowed", 1, true);
            peer.publish("shut/x", "forbidden", 1, true);

            assertThat(peer.retained("open/x")).contains("allowed");
            assertThat(peer.retained("shut/x")).isEmpty();
            assertThat(broker.logged("Denied PUBLISH")).isOne();
        }
    }

    @Test
    void shouldQueueMoreThanAThousandMessagesForASessionThatIsAway() {
        try (MosquittoBroker broker = started()) {
            Peer away = Peer.connect(broker.url(), "away", false);
            away.subscribe("much/#", 1);
            away.close();
            try (Peer publisher = Peer.connect(broker.url(), "publisher", true)) {
                for (int i = 0; i < 1_500; i++) {
                    publisher.publish("much/x", String.valueOf(i), 1, false);
                }
            }

            try (Peer back = Peer.connect(broker.url(), "away", false)) {
                back.awaitMessage(message -> message.text().equals("1499"));
                assertThat(back.received()).hasSize(1_500);
            }
        }
    }

    @Test
    void shouldSayWhatItDidNotUnderstand() {
        MosquittoBroker broker =
                MosquittoBroker.builder().line("no_such_setting 1").build();
        try (broker) {
            assertThatThrownBy(broker::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no_such_setting");
        }
    }

    @Test
    void shouldNotOutliveItsJavaProcess() throws IOException {
        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        StartsMosquittoAndWaits.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = java.inputReader(StandardCharsets.UTF_8)) {
            int port = Integer.parseInt(String.valueOf(output.readLine()));

            reach(port);
            java.destroyForcibly();

            await().untilAsserted(() -> assertThatThrownBy(() -> reach(port)).isInstanceOf(ConnectException.class));
        } finally {
            java.destroyForcibly();
        }
    }

    private static MosquittoBroker started() {
        return MosquittoBroker.builder().start();
    }

    private static void reach(int port) throws IOException {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
    }
}
