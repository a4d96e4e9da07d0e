package dev.mooring.mqtt;

import dev.mooring.broker.ArtemisBroker;
import dev.mooring.broker.FreePort;
import dev.mooring.broker.MosquittoBroker;
import dev.mooring.broker.MqttVersion;
import dev.mooring.broker.TcpProxy;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static dev.mooring.mqtt.LiveSession.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/** A whole session over each transport: publish, subscribe, come back; and what it says where TLS does not let it. */
class SessionOverTransportsTest {

    private static final Vertx VERTX = Vertx.vertx();

    private static Certificates certificates;
    private static MosquittoBroker mosquitto;
    private static final Map<Transport, Integer> open = new EnumMap<>(Transport.class);
    private static final Map<Transport, Integer> mutual = new EnumMap<>(Transport.class);

    private final List<LiveSession> sessions = new ArrayList<>();

    @BeforeAll
    static void startMosquitto(@TempDir Path directory) {
        assumeThat(MosquittoBroker.available()).as(MosquittoBroker.MISSING).isTrue();
        certificates = new Certificates(directory);
        Stream.of("server", "client", "stranger").forEach(certificates::make);
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
    static void stop() {
        LiveSession.done(VERTX.close());
        if (mosquitto != null) {
            mosquitto.close();
        }
    }

    @AfterEach
    void end() {
        sessions.forEach(each -> each.session().stop(Duration.ofMillis(200)));
    }

    static Stream<Arguments> transportsAndVersions() {
        return Stream.of(Transport.values())
                .flatMap(transport -> Stream.of(MqttVersion.values()).map(version -> Arguments.of(transport, version)));
    }

    @ParameterizedTest
    @MethodSource("transportsAndVersions")
    void shouldLiveOnMosquitto(Transport transport, MqttVersion version) {
        try (TcpProxy proxy = TcpProxy.to(port(open, transport))) {
            shouldLive(session(to(url(transport, proxy.port()), "server").version(version.toString())), proxy);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldLiveOnArtemisOverAWebSocket(MqttVersion version) {
        try (ArtemisBroker artemis = new ArtemisBroker()) {
            artemis.start();
            try (TcpProxy proxy = TcpProxy.to(artemis)) {
                LiveSession.Options options = LiveSession.to(VERTX, url(Transport.WEB_SOCKET, proxy.port()));
                shouldLive(session(options.version(version.toString())), proxy);
            }
        }
    }

    /** Larger than one frame of a WebSocket, and one record of TLS. */
    private static void shouldLive(LiveSession session, TcpProxy proxy) {
        String large = "0123456789abcdef".repeat(10_000);
        LiveSession.Keeper keeper = session.subscribe("t", true);
        session.connect();
        session.publish("t", "a");
        session.publish("t", large);
        keeper.awaitPayloads("a", large);
        soon(() -> assertThat(session.log().acknowledged()).hasSize(2));
        session.publish("marker", "behind the acknowledgements");

        proxy.cut();
        session.awaitConnections(2);
        session.publish("t", "b");

        keeper.awaitPayloads("a", large, "b");
        assertThat(session.stop(Duration.ofSeconds(10)).clean()).isTrue();
        assertThat(session.log().events()).containsExactly("disconnected CLOSED_BY_PEER", "disconnected REQUESTED");
    }

    @ParameterizedTest
    @EnumSource(names = {"TLS", "SECURE_WEB_SOCKET"})
    void shouldRefuseACertificateThatNobodyTrusts(Transport transport) {
        LiveSession.Options options = LiveSession.to(VERTX, url(transport, port(open, transport)));

        assertThat(causeOfBackingOff(options)).contains("unable to find valid certification path");
    }

    @ParameterizedTest
    @EnumSource(names = {"TLS", "SECURE_WEB_SOCKET"})
    void shouldRefuseACertificateThatAnotherTrusts(Transport transport) {
        assertThat(causeOfBackingOff(to(url(transport, port(open, transport)), "stranger")))
                .contains("unable to find valid certification path");
    }

    @ParameterizedTest
    @EnumSource(names = {"TLS", "SECURE_WEB_SOCKET"})
    void shouldRefuseACertificateOfAnotherHost(Transport transport) {
        String url = url(transport, port(open, transport)).replace("localhost", "127.0.0.1");

        assertThat(causeOfBackingOff(to(url, "server"))).contains("No subject alternative names");
    }

    @ParameterizedTest
    @EnumSource(names = {"TLS", "SECURE_WEB_SOCKET"})
    void shouldShowItsCertificateWhereOneIsRequired(Transport transport) {
        LiveSession session = session(LiveSession.to(VERTX, url(transport, port(mutual, transport)))
                        .tls(certificates.trustingAs("server", "client")))
                .connect();

        session.publish("t", "a");
    }

    /** With TLS 1.3 the client is through before the server has looked: its refusal answers CONNECT. */
    @Test
    void shouldSayThatItsCertificateIsNotTrusted() {
        LiveSession.Options options = LiveSession.to(VERTX, url(Transport.TLS, port(mutual, Transport.TLS)))
                .tls(certificates.trustingAs("server", "stranger"));

        assertThat(causeOfBackingOff(options)).containsIgnoringCase("alert");
    }

    @Test
    void shouldSayThatACertificateIsRequired() {
        assertThat(causeOfBackingOff(to(url(Transport.TLS, port(mutual, Transport.TLS)), "server")))
                .containsIgnoringCase("alert");
    }

    private String causeOfBackingOff(LiveSession.Options options) {
        LiveSession session = session(options);
        session.session().start();
        return session.awaitEntered(ConnectionState.BackingOff.class).cause();
    }

    private static LiveSession.Options to(String url, String trusted) {
        return LiveSession.to(VERTX, url).tls(certificates.trusting(trusted));
    }

    private static int port(Map<Transport, Integer> ports, Transport transport) {
        return ports.getOrDefault(transport, 0);
    }

    private static String url(Transport transport, int port) {
        return new BrokerAddress("localhost", port, transport).toString();
    }

    private LiveSession session(LiveSession.Options options) {
        LiveSession session = options.make();
        sessions.add(session);
        return session;
    }
}
