package dev.mooring.mqtt;

import dev.mooring.broker.ArtemisBroker;
import dev.mooring.broker.FreePort;
import dev.mooring.broker.MosquittoBroker;
import io.netty.channel.Channel;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/** CONNECT and CONNACK, byte by byte, over everything mosquitto and Artemis listen on. */
class SocketsOnBrokersTest {

    private static final Vertx VERTX = Vertx.vertx();
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String CONNACK = "20020000";

    private static Certificates certificates;
    private static MosquittoBroker mosquitto;
    private static final Map<Transport, Integer> open = new EnumMap<>(Transport.class);
    private static final Map<Transport, Integer> mutual = new EnumMap<>(Transport.class);

    private final Sockets sockets = new Sockets(VERTX);
    private final ByteClient client = new ByteClient();

    @BeforeAll
    static void startMosquitto(@TempDir Path directory) {
        assumeThat(MosquittoBroker.available()).as(MosquittoBroker.MISSING).isTrue();
        certificates = new Certificates(directory);
        certificates.make("server");
        certificates.make("client");
        certificates.make("stranger");
        MosquittoBroker.Builder builder = MosquittoBroker.builder();
        for (Transport transport : Transport.values()) {
            open.put(transport, listener(builder, transport));
            if (transport.tls()) {
                mutual.put(transport, listener(builder, transport));
                builder.line("cafile " + certificates.certificate("client")).line("require_certificate true");
            }
        }
        mosquitto = builder.start();
    }

    private static int listener(MosquittoBroker.Builder builder, Transport transport) {
        int port = FreePort.next();
        builder.line("listener " + port + " 127.0.0.1");
        builder.line("protocol " + (transport.webSocket() ? "websockets" : "mqtt"));
        if (transport.tls()) {
            builder.line("certfile " + certificates.certificate("server"));
            builder.line("keyfile " + certificates.key("server"));
        }
        return port;
    }

    @AfterAll
    static void stop() throws Exception {
        VERTX.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        if (mosquitto != null) {
            mosquitto.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void shouldReachMosquitto(Transport transport) {
        connect(address(transport, open), certificates.trusting("server"));

        client.awaitReceived(CONNACK);
    }

    @ParameterizedTest
    @EnumSource(names = {"TCP", "WEB_SOCKET"})
    void shouldReachArtemis(Transport transport) {
        try (ArtemisBroker artemis = new ArtemisBroker()) {
            artemis.start();
            connect(new BrokerAddress("localhost", artemis.port(), transport), TlsSetup.DEFAULT);

            client.awaitReceived(CONNACK);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TLS", "SECURE_WEB_SOCKET"})
    void shouldRefuseACertificateThatNobodyTrusts(Transport transport) {
        assertThat(refusal(address(transport, open), TlsSetup.DEFAULT))
                .startsWith(address(transport, open) + " not reached: ")
                .contains("unable to find valid certification path");
    }

    @ParameterizedTest
    @EnumSource(names = {"TLS", "SECURE_WEB_SOCKET"})
    void shouldRefuseACertificateOfAnotherHost(Transport transport) {
        BrokerAddress address =
                new BrokerAddress("127.0.0.1", address(transport, open).port(), transport);

        assertThat(refusal(address, certificates.trusting("server"))).contains("No subject alternative names");
    }

    @ParameterizedTest
    @EnumSource(names = {"TLS", "SECURE_WEB_SOCKET"})
    void shouldShowItsCertificateWhereOneIsRequired(Transport transport) {
        connect(address(transport, mutual), certificates.trustingAs("server", "client"));

        client.awaitReceived(CONNACK);
    }

    /** With TLS 1.3 the client is through before the server has looked at its certificate. */
    @Test
    void shouldHearThatACertificateIsRequired() {
        connect(address(Transport.TLS, mutual), certificates.trusting("server"));

        assertThat(client.failure()).containsIgnoringCase("alert");
        client.awaitClosed();
    }

    @Test
    void shouldHearThatItsCertificateIsNotTrusted() {
        connect(address(Transport.TLS, mutual), certificates.trustingAs("server", "stranger"));

        assertThat(client.failure()).containsIgnoringCase("alert");
        client.awaitClosed();
    }

    @Test
    void shouldNotUpgradeWithoutTheRequiredCertificate() {
        assertThat(refusal(address(Transport.SECURE_WEB_SOCKET, mutual), certificates.trusting("server")))
                .startsWith(address(Transport.SECURE_WEB_SOCKET, mutual) + " not reached: ");
    }

    @Test
    void shouldSayWhenTheBrokerSpeaksNoWebSocketThere() {
        BrokerAddress address =
                new BrokerAddress("localhost", address(Transport.TCP, open).port(), Transport.WEB_SOCKET);

        assertThat(refusal(address, TlsSetup.DEFAULT))
                .startsWith(address + " not reached: ")
                .containsAnyOf("the server closed the connection", "reset");
    }

    private static BrokerAddress address(Transport transport, Map<Transport, Integer> ports) {
        return new BrokerAddress("localhost", ports.getOrDefault(transport, 0), transport);
    }

    private void connect(BrokerAddress address, TlsSetup tls) {
        get(opening(address, tls, client));
        client.write(ByteClient.CONNECT);
    }

    private String refusal(BrokerAddress address, TlsSetup tls) {
        return refused(opening(address, tls, new ByteClient()));
    }

    private static String refused(Future<Channel> opening) {
        return get(opening.map(channel -> "connected")
                .otherwise(cause -> cause instanceof ConnectException ? cause.getMessage() : "unexplained: " + cause));
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    private Future<Channel> opening(BrokerAddress address, TlsSetup tls, ByteClient handler) {
        return sockets.open(VERTX.getOrCreateContext(), address, tls, TIMEOUT, handler);
    }
}
