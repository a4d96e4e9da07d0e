package dev.mooring.mqtt;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PfxOptions;
import io.vertx.mqtt.MqttServer;
import io.vertx.mqtt.MqttServerOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Encrypted connections to a server whose certificate is its own and names {@code localhost}. */
class MqttSessionTlsTest {

    private static final Vertx VERTX = Vertx.vertx();
    private static final String PASSWORD = "changeit";

    private static PfxOptions store;
    private static MqttServer server;

    @BeforeAll
    static void startServer(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("server.p12");
        makeCertificate(file);
        store = new PfxOptions().setPath(file.toString()).setPassword(PASSWORD);
        MqttServerOptions options = new MqttServerOptions().setHost("127.0.0.1").setPort(0);
        options.setSsl(true).setKeyCertOptions(store);
        server = MqttServer.create(VERTX, options).endpointHandler(endpoint -> endpoint.accept(false));
        server.listen().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @AfterAll
    static void stopServer() throws Exception {
        VERTX.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static void makeCertificate(Path file) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-genkeypair", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "san=dns:localhost"));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
        command.addAll(List.of("-keystore", file.toString()));
        Process keytool = new ProcessBuilder(command).start();
        assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue()).isZero();
    }

    private static void trusting(NetClientOptions options) {
        TlsSetup.DEFAULT.applyTo(options);
        options.setTrustOptions(store);
    }

    private static LiveSession.Options sessionTo(String host) {
        return LiveSession.to(VERTX, "mqtts://" + host + ":" + server.actualPort());
    }

    @Test
    void shouldConnectToACertificateThatIsTrustedAndNamesTheHost() {
        assertThat(sessionTo("localhost")
                        .tls(MqttSessionTlsTest::trusting)
                        .connect()
                        .session()
                        .state())
                .isInstanceOf(ConnectionState.Connected.class);
    }

    @Test
    void shouldRefuseACertificateThatNobodyTrusts() {
        LiveSession session = sessionTo("localhost").make();
        session.session().start();

        assertThat(session.awaitEntered(ConnectionState.BackingOff.class).cause())
                .contains("unable to find valid certification path");
    }

    @Test
    void shouldRefuseACertificateOfAnotherHost() {
        LiveSession session =
                sessionTo("127.0.0.1").tls(MqttSessionTlsTest::trusting).make();
        session.session().start();

        assertThat(session.awaitEntered(ConnectionState.BackingOff.class).cause())
                .contains("No subject alternative names");
    }
}
