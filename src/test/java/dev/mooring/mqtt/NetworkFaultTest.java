package dev.mooring.mqtt;

import dev.mooring.broker.MosquittoBroker;
import dev.mooring.mqtt.LiveSession.Keeper;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static dev.mooring.mqtt.LiveSession.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * A session and mosquitto in two network namespaces, with a link between them that loses, delays, and goes away. Needs root,
 * {@code ip} and {@code tc}; skipped elsewhere.
 */
class NetworkFaultTest {

    private static final String NAMESPACE = "mooring" + ProcessHandle.current().pid();
    private static final String NEAR = "mo" + ProcessHandle.current().pid() + "a";
    private static final String FAR = "mo" + ProcessHandle.current().pid() + "b";
    /** For documentation (RFC 5737): hardly any network has it, and one that has is left alone. */
    private static final String NETWORK = "198.51.100.";

    private static final String NEAR_ADDRESS = NETWORK + "1";

    private static final String FAR_ADDRESS = NETWORK + "2";
    private static final int PORT = 1883;

    private static Vertx vertx = Vertx.vertx();
    private static @Nullable Process mosquitto;

    private final List<LiveSession> sessions = new ArrayList<>();

    @BeforeAll
    static void layTheLink() {
        assumeThat(MosquittoBroker.available()).as(MosquittoBroker.MISSING).isTrue();
        assumeThat(addresses())
                .as("not here: the network of the test is in use")
                .noneMatch(each -> each.startsWith(NETWORK));
        assumeThat(ran("ip netns add " + NAMESPACE))
                .as("not here: network namespaces need root, and ip")
                .isTrue();
        boolean laid = ran("ip link add " + NEAR + " type veth peer name " + FAR + " netns " + NAMESPACE)
                && ran("ip addr add " + NEAR_ADDRESS + "/30 dev " + NEAR)
                && ran("ip link set " + NEAR + " up")
                && there("ip addr add " + FAR_ADDRESS + "/30 dev " + FAR)
                && there("ip link set " + FAR + " up")
                && there("ip link set lo up");
        if (!laid) {
            takeTheLinkAway();
        }
        assumeThat(laid).as("not here: the kernel has no veth").isTrue();
        vertx = Vertx.vertx();
        startMosquitto();
    }

    private static List<String> addresses() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .map(InetAddress::getHostAddress)
                    .toList();
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends with this process, whose end of the pipe breaks. */
    private static void startMosquitto() {
        String settings = "listener " + PORT + " " + FAR_ADDRESS + "\nallow_anonymous true\nmax_queued_messages 0\n";
        String script = "f=$(mktemp); printf '" + settings + "' > $f; PATH=$PATH:/usr/sbin; mosquitto -c $f & "
                + "read -r _; kill $!; rm $f";
        try {
            mosquitto = new ProcessBuilder("ip", "netns", "exec", NAMESPACE, "sh", "-c", script)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterAll
    static void takeTheLinkAway() {
        vertx.close();
        Process broker = mosquitto;
        if (broker != null) {
            try {
                broker.getOutputStream().close(); // which ends it
                broker.waitFor(10, TimeUnit.SECONDS);
            } catch (IOException gone) {
                broker.destroy();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        ran("ip netns del " + NAMESPACE);
    }

    @AfterEach
    void endAll() {
        there("ip link set " + FAR + " up");
        sessions.forEach(each -> each.session().stop(Duration.ofMillis(1)));
    }

    @Test
    void shouldLoseNothingOverALinkThatLosesAndDelays() {
        String weather = " root netem delay 20ms 10ms loss 10%";
        assumeThat(ran("tc qdisc add dev " + NEAR + weather) && there("tc qdisc add dev " + FAR + weather))
                .as("not here: the kernel has no netem")
                .isTrue();
        LiveSession receiver = session(Duration.ofSeconds(30));
        Keeper keeper = receiver.subscribe("t", QoS.EXACTLY_ONCE, true);
        receiver.connect();
        LiveSession sender = session(Duration.ofSeconds(30)).connect();
        sender.publish("t", "0");
        keeper.awaitPayloads("0");

        IntStream.range(1, 200).forEach(i -> sender.send("t", "" + i, QoS.EXACTLY_ONCE));

        soon(() -> assertThat(keeper.payloads())
                .containsExactlyElementsOf(
                        IntStream.range(0, 200).mapToObj(Integer::toString).toList()));
    }

    @Test
    void shouldNoticeABlackHoleAndSendWhatWasLostInIt() {
        LiveSession receiver = session(Duration.ofSeconds(1));
        Keeper keeper = receiver.subscribe("t", QoS.EXACTLY_ONCE, true);
        receiver.connect();
        LiveSession sender = session(Duration.ofSeconds(1)).connect();
        sender.publish("t", "0");
        keeper.awaitPayloads("0");

        there("ip link set " + FAR + " down"); // and nobody is told
        IntStream.range(1, 50).forEach(i -> sender.send("t", "" + i, QoS.EXACTLY_ONCE));
        assertThat(sender.awaitEntered(ConnectionState.BackingOff.class).cause())
                .startsWith("nothing came back within 1.5 times the keep-alive");
        receiver.awaitEntered(ConnectionState.BackingOff.class);
        there("ip link set " + FAR + " up");

        sender.awaitConnections(2);
        receiver.awaitConnections(2);
        soon(() -> assertThat(keeper.payloads())
                .containsExactlyElementsOf(
                        IntStream.range(0, 50).mapToObj(Integer::toString).toList()));
    }

    // ---- hands

    private LiveSession session(Duration keepAlive) {
        LiveSession session = LiveSession.to(vertx, "mqtt://" + FAR_ADDRESS + ":" + PORT)
                .keepAlive(keepAlive)
                .deadlines(new Deadlines(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofMinutes(2)))
                .make();
        sessions.add(session);
        return session;
    }

    private static boolean there(String command) {
        return ran("ip netns exec " + NAMESPACE + " " + command);
    }

    private static boolean ran(String command) {
        try {
            Process process = new ProcessBuilder("sh", "-c", command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false; // not even a shell
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
