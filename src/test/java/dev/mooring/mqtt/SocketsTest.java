package dev.mooring.mqtt;

import io.netty.channel.Channel;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PfxOptions;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Against servers that do what no broker does on demand. */
class SocketsTest {

    private static final Vertx VERTX = Vertx.vertx();
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static PfxOptions server;
    private static PfxOptions stranger;

    private final Sockets sockets = new Sockets(VERTX);
    private final ByteClient client = new ByteClient();

    @BeforeAll
    static void makeCertificates(@TempDir Path directory) {
        Certificates certificates = new Certificates(directory);
        server = pfx(certificates.make("server"));
        stranger = pfx(certificates.make("stranger"));
    }

    private static PfxOptions pfx(Path store) {
        // With the content: the directory is gone when the last test still runs.
        return new PfxOptions()
                .setValue(VERTX.fileSystem().readFileBlocking(store.toString()))
                .setPassword(Certificates.PASSWORD);
    }

    @AfterAll
    static void stop() throws Exception {
        get(VERTX.close());
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void shouldLoseNothingThatIsSentAtOnce(Transport transport) {
        int port = serve(
                transport,
                peer -> peer.write(Buffer.buffer("hello")),
                socket -> socket.writeBinaryMessage(Buffer.buffer("hello")));

        Channel channel = open(address(transport, port));

        client.awaitReceived("68656c6c6f");
        assertThat(client.events()).containsExactly("added", "active");
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void shouldCarryBytesBothWays(Transport transport) {
        int port = serve(
                transport,
                peer -> peer.handler(peer::write),
                socket -> socket.binaryMessageHandler(socket::writeBinaryMessage));
        open(address(transport, port));
        String text = "a7".repeat(300_000);

        client.write("01");
        client.write(text);

        client.awaitReceived("01" + text);
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void shouldCloseByTheHandlersContextAlsoWhenThePeerDoesNotRead(Transport transport) {
        int port = serve(transport, NetSocket::pause, ServerWebSocket::pause);
        Channel channel = open(address(transport, port));
        String megabyte = "00".repeat(1_000_000);
        for (int i = 0; i < 32; i++) { // more than the buffers of any system between the two
            client.write(megabyte);
        }
        await().atMost(30, TimeUnit.SECONDS).until(() -> !channel.isWritable());

        client.close();

        client.awaitClosed();
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void shouldReadOnlyWhileAutoReadIsOn(Transport transport) throws Exception {
        CompletableFuture<Runnable> send = new CompletableFuture<>();
        int port = serve(
                transport,
                peer -> send.complete(() -> peer.write(Buffer.buffer(new byte[8_000_000]))),
                socket -> send.complete(() -> socket.writeBinaryMessage(Buffer.buffer(new byte[8_000_000]))));
        Channel channel = open(address(transport, port));
        channel.config().setAutoRead(false);

        send.get(10, TimeUnit.SECONDS).run();
        awaitTurns(channel, 50);
        assertThat(client.received().length()).isLessThan(8_000_000);
        channel.config().setAutoRead(true);

        await().atMost(30, TimeUnit.SECONDS).until(() -> client.received().length() == 16_000_000);
    }

    private static void awaitTurns(Channel channel, int turns) {
        for (int i = 0; i < turns; i++) {
            channel.eventLoop().submit(() -> {}).syncUninterruptibly();
        }
    }

    @Test
    void shouldSayWhenTheServerHasNoWebSocketThere() {
        int port = get(VERTX.createHttpServer()
                        .requestHandler(
                                request -> request.response().setStatusCode(404).end("x".repeat(100_000)))
                        .listen(0, "127.0.0.1"))
                .actualPort();
        BrokerAddress address = new BrokerAddress("localhost", port, Transport.WEB_SOCKET, "/nowhere");

        assertThat(refusal(address, TIMEOUT))
                .isEqualTo("ws://localhost:" + port
                        + "/nowhere not reached: the server refused the WebSocket with 404 Not Found");
    }

    @Test
    void shouldSayWhenTheServerSpeaksAnotherSubprotocol() {
        int port = get(VERTX.createHttpServer()
                        .webSocketHandler(ServerWebSocket::pause)
                        .listen(0, "127.0.0.1"))
                .actualPort();

        assertThat(refusal(address(Transport.WEB_SOCKET, port), TIMEOUT))
                .endsWith("not reached: the server did not agree to the WebSocket subprotocol mqtt");
    }

    @Test
    void shouldSayWhenTheServerIsNoWebServer() {
        int port = serve(Transport.TCP, peer -> peer.write("220 mail.example ready\r\n\r\n"), socket -> {});

        assertThat(refusal(address(Transport.WEB_SOCKET, port), TIMEOUT)).endsWith("the server does not speak HTTP");
    }

    @Test
    void shouldSayWhenTheServerHangsUpInTheUpgrade() {
        int port = serve(Transport.TCP, peer -> peer.handler(request -> peer.close()), socket -> {});

        assertThat(refusal(address(Transport.WEB_SOCKET, port), TIMEOUT))
                .endsWith("the server closed the connection instead of making it a WebSocket");
    }

    @Test
    void shouldSayWhenNothingListens() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }

        assertThat(refusal(new BrokerAddress("127.0.0.1", port, Transport.TCP), TIMEOUT))
                .startsWith("mqtt://127.0.0.1:" + port + " not reached: Connection refused");
    }

    @Test
    void shouldSayWhenTheHostIsUnknown() {
        assertThat(refusal(new BrokerAddress("nowhere.invalid", 1, Transport.TCP), TIMEOUT))
                .startsWith("mqtt://nowhere.invalid:1 not reached: ");
    }

    @ParameterizedTest
    @EnumSource(names = {"TLS", "WEB_SOCKET", "SECURE_WEB_SOCKET"})
    void shouldGiveUpOnASilentServer(Transport transport) {
        Queue<String> closed = new ConcurrentLinkedQueue<>();
        int port = serve(Transport.TCP, peer -> peer.closeHandler(v -> closed.add("closed")), socket -> {});

        assertThat(refusal(address(transport, port), Duration.ofMillis(200)))
                .startsWith(address(transport, port) + " not reached: ");
        await().atMost(30, TimeUnit.SECONDS).until(() -> !closed.isEmpty());
    }

    @Test
    void shouldTellOfATextFrameAndClose() {
        Queue<Short> status = new ConcurrentLinkedQueue<>();
        int port = serve(Transport.WEB_SOCKET, peer -> {}, socket -> {
            socket.closeHandler(v -> status.add(socket.closeStatusCode()));
            socket.writeTextMessage("hello");
        });
        open(address(Transport.WEB_SOCKET, port));

        assertThat(client.failure()).contains("WebSocket: a text frame came");
        client.awaitClosed();
        await().atMost(30, TimeUnit.SECONDS).until(() -> !status.isEmpty());
        assertThat(status).containsExactly((short) 1003);
        assertThat(client.received()).isEmpty();
    }

    @Test
    void shouldAnswerPingAndClose() {
        Queue<String> answers = new ConcurrentLinkedQueue<>();
        int port = serve(Transport.WEB_SOCKET, peer -> {}, socket -> {
            socket.closeHandler(v -> answers.add("close " + socket.closeStatusCode()));
            socket.pongHandler(pong -> {
                answers.add("pong " + pong);
                socket.close((short) 1001);
            });
            socket.writePing(Buffer.buffer("data"));
        });
        open(address(Transport.WEB_SOCKET, port));

        client.awaitClosed();
        await().atMost(30, TimeUnit.SECONDS).until(() -> answers.size() == 2);
        assertThat(answers).containsExactly("pong data", "close 1001");
    }

    @Test
    void shouldShareAClientBetweenConnectionsWithOneProfile() {
        int port = serve(Transport.TLS, peer -> peer.write("x"), socket -> {});
        List<ByteClient> clients =
                IntStream.range(0, 50).mapToObj(i -> new ByteClient()).toList();
        TlsSetup tls = trusting(server);

        clients.forEach(each ->
                get(sockets.open(VERTX.getOrCreateContext(), address(Transport.TLS, port), tls, TIMEOUT, each)));

        assertThat(sockets.clients()).isEqualTo(1);
    }

    @Test
    void shouldForgetTheOldestClientsAndKeepTheirConnections() {
        int port = serve(Transport.TLS, peer -> peer.handler(peer::write), socket -> {});
        Channel channel = open(address(Transport.TLS, port));

        for (int i = 0; i < NetClients.MAX + 3; i++) {
            refusal(new BrokerAddress("localhost", unusedPort(), Transport.TLS), TIMEOUT);
        }
        System.gc();
        client.write("aa");

        client.awaitReceived("aa");
        assertThat(channel.isActive()).isTrue();
        assertThat(sockets.clients()).isEqualTo(NetClients.MAX);
    }

    @Test
    void shouldUseARenewedCertificateForTheNextConnection() {
        int port = serve(Transport.TLS, peer -> peer.write("x"), socket -> {});
        Renewable tls = new Renewable(stranger);
        BrokerAddress address = address(Transport.TLS, port);
        assertThat(refusal(address, tls)).contains("unable to find valid certification path");

        tls.renew(server);

        get(sockets.open(VERTX.getOrCreateContext(), address, tls, TIMEOUT, client));
        client.awaitReceived("78");
    }

    @Test
    void shouldRefuseTheCertificateOfAnotherHost() {
        int port = serve(Transport.SECURE_WEB_SOCKET, peer -> {}, ServerWebSocket::pause);

        assertThat(refusal(new BrokerAddress("127.0.0.1", port, Transport.SECURE_WEB_SOCKET), trusting(server)))
                .contains("No subject alternative names");
    }

    @Test
    void shouldSayWhenATlsSetUpIsBroken() {
        TlsSetup broken = options -> {
            throw new IllegalStateException("no such key");
        };

        assertThat(refusal(new BrokerAddress("localhost", 1, Transport.TLS), broken))
                .isEqualTo("mqtts://localhost:1 not reached: no such key");
    }

    private static int unusedPort() {
        return 1;
    }

    private static BrokerAddress address(Transport transport, int port) {
        return new BrokerAddress("localhost", port, transport);
    }

    private static TlsSetup trusting(PfxOptions store) {
        return options -> {
            TlsSetup.DEFAULT.applyTo(options);
            options.setTrustOptions(store);
        };
    }

    private Channel open(BrokerAddress address) {
        return get(sockets.open(VERTX.getOrCreateContext(), address, trusting(server), TIMEOUT, client));
    }

    private String refusal(BrokerAddress address, Duration timeout) {
        return refused(sockets.open(VERTX.getOrCreateContext(), address, trusting(server), timeout, new ByteClient()));
    }

    private String refusal(BrokerAddress address, TlsSetup tls) {
        return refused(sockets.open(VERTX.getOrCreateContext(), address, tls, TIMEOUT, new ByteClient()));
    }

    private static String refused(Future<Channel> opening) {
        return get(opening.map(channel -> "connected")
                .otherwise(cause -> cause instanceof ConnectException ? cause.getMessage() : "unexplained: " + cause));
    }

    private static int serve(Transport transport, Consumer<NetSocket> stream, Consumer<ServerWebSocket> webSocket) {
        if (transport.webSocket()) {
            HttpServerOptions options = new HttpServerOptions()
                    .addWebSocketSubProtocol("mqtt")
                    .setMaxWebSocketFrameSize(10_000_000)
                    .setMaxWebSocketMessageSize(20_000_000);
            if (transport.tls()) {
                options.setSsl(true).setKeyCertOptions(server);
            }
            return get(VERTX.createHttpServer(options)
                            .webSocketHandler(webSocket::accept)
                            .listen(0, "127.0.0.1"))
                    .actualPort();
        }
        NetServerOptions options = new NetServerOptions();
        if (transport.tls()) {
            options.setSsl(true).setKeyCertOptions(server);
        }
        return get(VERTX.createNetServer(options).connectHandler(stream::accept).listen(0, "127.0.0.1"))
                .actualPort();
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Trust that may be replaced. */
    private static final class Renewable implements TlsSetup {
        private volatile PfxOptions store;

        Renewable(PfxOptions store) {
            this.store = store;
        }

        void renew(PfxOptions other) {
            store = other;
        }

        @Override
        public Object version() {
            return store;
        }

        @Override
        public void applyTo(NetClientOptions options) {
            trusting(store).applyTo(options);
        }
    }
}
