package dev.mooring.delivery;

import dev.mooring.broker.FreePort;
import dev.mooring.mqtt.BrokerAddress;
import dev.mooring.mqtt.BrokerUrl;
import io.vertx.core.Future;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/** A relay between plain sockets: what a bad network does to bytes, and what it does not do. */
class RelayTest {

    private static final int LONG_MILLIS = 10_000;
    private static final int SHORT_MILLIS = 300;
    /** Far more than the relay and the buffers of four sockets hold. */
    private static final long MUCH = 256L << 20;

    private static final long BOUND = 64L << 20;

    private final QuickSessions sessions = new QuickSessions();
    private final ServerSocket broker = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final Relay relay = new Relay(
            sessions.vertx(),
            BrokerUrl.parse("mqtt://127.0.0.1:" + broker.getLocalPort())
                    .addresses()
                    .get(0));

    RelayTest() throws IOException {}

    @BeforeEach
    void listen() throws IOException {
        broker.setSoTimeout(LONG_MILLIS);
        onLoop(relay::listen);
    }

    @AfterEach
    void end() throws IOException {
        onLoop(relay::close);
        sessions.close();
        broker.close();
    }

    @Test
    void shouldCarryBothWays() throws IOException {
        try (Socket near = connect();
                Socket far = accept()) {
            say(near, "there");
            say(far, "back");

            assertThat(hear(far, 5)).isEqualTo("there");
            assertThat(hear(near, 4)).isEqualTo("back");
        }
    }

    @Test
    void shouldEndBothSidesOfEveryConnectionWhenItIsCutAndTakeNewOnes() throws IOException {
        try (Socket near = connect();
                Socket far = accept();
                Socket otherNear = connect();
                Socket otherFar = accept()) {
            say(near, "x");
            hear(far, 1);

            onLoop(() -> now(relay::cut));

            for (Socket each : new Socket[] {near, far, otherNear, otherFar}) {
                // RST, as when a cable breaks: what is under way is gone.
                assertThatCode(() -> each.getInputStream().read())
                        .isInstanceOf(SocketException.class)
                        .hasMessageContaining("reset");
            }
        }
        try (Socket near = connect();
                Socket far = accept()) {
            say(near, "again");
            assertThat(hear(far, 5)).isEqualTo("again");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldEndTheOtherSideWhenOneHasEnded(boolean nearFirst) throws IOException {
        try (Socket near = connect();
                Socket far = accept()) {
            say(near, "x");
            hear(far, 1);

            (nearFirst ? near : far).close();

            assertEnded(nearFirst ? far : near);
        }
    }

    /** A client that says that it has no more to say (FIN), and would listen on: no MQTT client does; it ends. */
    @Test
    void shouldNotLeaveHalfOfAConnectionOpen() throws IOException {
        try (Socket near = connect();
                Socket far = accept()) {
            say(near, "x");
            hear(far, 1);

            near.shutdownOutput();

            assertEnded(far);
            assertEnded(near);
        }
    }

    @Test
    void shouldLetNothingThroughWhileItIsSilentAndLoseNothingOfIt() throws IOException {
        try (Socket near = connect();
                Socket far = accept()) {
            say(near, "x");
            hear(far, 1);
            onLoop(() -> now(() -> relay.silence(true)));

            say(near, "there");
            say(far, "back");
            try (Socket late = connect();
                    Socket lateFar = accept()) {
                say(late, "late");
                assertSilent(far);
                assertSilent(near);
                assertSilent(lateFar);

                onLoop(() -> now(() -> relay.silence(false)));

                assertThat(hear(far, 5)).isEqualTo("there");
                assertThat(hear(near, 4)).isEqualTo("back");
                assertThat(hear(lateFar, 4)).isEqualTo("late");
            }
        }
    }

    /** A partition ends no connection: each side learns of the other's end when it is over. */
    @Test
    void shouldNotTellWhileItIsSilentThatASideHasEnded() throws IOException {
        Socket near = connect();
        try (Socket far = accept()) {
            say(near, "x");
            hear(far, 1);
            onLoop(() -> now(() -> relay.silence(true)));

            near.close();

            assertSilent(far);
            onLoop(() -> now(() -> relay.silence(false)));
            assertEnded(far);
        }
    }

    @Test
    void shouldStopReadingWhereTheOtherSideDoesNotReadAndLoseNothing() throws IOException {
        try (SocketChannel near = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()));
                Socket far = accept()) {
            long written = writeUntilNothingGoesIn(near);

            assertThat(written).isPositive().isLessThan(BOUND);

            assertThat(readAndCheck(far, written)).isEqualTo(written);
            // And it goes on.
            near.configureBlocking(true);
            near.write(ByteBuffer.wrap("more".getBytes(US_ASCII)));
            assertThat(hear(far, 4)).isEqualTo("more");
        }
    }

    /** Also where the silence begins while one side is full. */
    @Test
    void shouldNotResumeAFullSideDuringASilence() throws IOException {
        try (SocketChannel near = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()));
                Socket far = accept()) {
            long written = writeUntilNothingGoesIn(near);
            onLoop(() -> now(() -> relay.silence(true)));

            long before = readUntilSilent(far);

            assertThat(before).isLessThan(written);
            onLoop(() -> now(() -> relay.silence(false)));
            assertThat(readAndCheck(far, written - before)).isEqualTo(written - before);
        }
    }

    @Test
    void shouldCloseTheNearSideWhenTheBrokerIsAway() throws IOException {
        broker.close();
        try (Socket near = connect()) {
            assertEnded(near);
        }
    }

    @Test
    void shouldEndEverythingWhenItIsClosed() throws IOException {
        try (Socket near = connect();
                Socket far = accept()) {
            say(near, "x");
            hear(far, 1);

            onLoop(relay::close);

            assertEnded(near);
            assertEnded(far);
            assertThatCode(this::connect).isInstanceOf(IOException.class);
        }
    }

    /** Or else certificates of the broker would not fit. */
    @Test
    void shouldLeadToLoopbackUnderTheNameOfTheBroker() {
        BrokerAddress away =
                BrokerUrl.parse("mqtts://broker.example:8883").addresses().get(0);
        int port = FreePort.next();

        SocketAddress through = Relay.through(away, port);

        assertThat(through.host()).isEqualTo("broker.example");
        assertThat(through.hostAddress()).isEqualTo("127.0.0.1");
        assertThat(through.port()).isEqualTo(port);
    }

    // ---- hands

    private int port() {
        return relay.port();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
        socket.setSoTimeout(LONG_MILLIS);
        return socket;
    }

    private Socket accept() throws IOException {
        Socket socket = broker.accept();
        socket.setSoTimeout(LONG_MILLIS);
        return socket;
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(US_ASCII));
    }

    private static String hear(Socket socket, int length) throws IOException {
        return new String(socket.getInputStream().readNBytes(length), US_ASCII);
    }

    private static void assertSilent(Socket socket) throws IOException {
        socket.setSoTimeout(SHORT_MILLIS);
        assertThatCode(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        socket.setSoTimeout(LONG_MILLIS);
    }

    /** By FIN or RST. */
    private static void assertEnded(Socket socket) throws IOException {
        try {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        } catch (SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }

    /** Bytes 0, 1, 2 … 250, 0, 1 …; until for a while none goes in, or very many are. */
    private static long writeUntilNothingGoesIn(SocketChannel channel) throws IOException {
        long written = 0;
        try (Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            SelectionKey key = channel.register(selector, SelectionKey.OP_WRITE);
            while (written < MUCH && selector.select(2L * SHORT_MILLIS) > 0) {
                selector.selectedKeys().clear();
                written += channel.write(counted(written));
            }
            key.cancel();
            selector.selectNow();
        }
        return written;
    }

    private static ByteBuffer counted(long from) {
        byte[] bytes = new byte[1 << 16];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) ((from + i) % 251);
        }
        return ByteBuffer.wrap(bytes);
    }

    private static long readAndCheck(Socket socket, long length) throws IOException {
        byte[] room = new byte[1 << 16];
        long total = 0;
        int next = -1;
        while (total < length) {
            int count = socket.getInputStream().read(room, 0, (int) Math.min(room.length, length - total));
            if (count < 0) {
                return total;
            }
            for (int i = 0; i < count; i++) {
                assertThat(next < 0 || (room[i] & 0xFF) == next).isTrue();
                next = ((room[i] & 0xFF) + 1) % 251;
            }
            total += count;
        }
        return total;
    }

    private static long readUntilSilent(Socket socket) throws IOException {
        byte[] room = new byte[1 << 16];
        long total = 0;
        socket.setSoTimeout(SHORT_MILLIS);
        try {
            while (true) {
                total += Math.max(0, socket.getInputStream().read(room));
            }
        } catch (SocketTimeoutException silence) {
            socket.setSoTimeout(LONG_MILLIS);
            return total;
        }
    }

    private static Future<Void> now(Runnable work) {
        work.run();
        return Future.succeededFuture();
    }

    private <T> void onLoop(Supplier<Future<T>> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        sessions.loop().runOnContext(v -> work.get().onSuccess(done::complete).onFailure(done::completeExceptionally));
        done.orTimeout(LONG_MILLIS, TimeUnit.MILLISECONDS).join();
    }
}
