package dev.mooring.packaged;

import dev.mooring.broker.MosquittoBroker;
import dev.mooring.broker.Peer;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** 200 sites on one broker: the start, a restart of the broker, the end. Prints what it took. */
@OnMosquitto
class ManySitesIT {

    private static final int SITES = 200;
    private static final int CONNECTS_PER_SECOND = 50;
    /** What a stalled machine may push from one second into the next. */
    private static final int TOLERANCE = CONNECTS_PER_SECOND;

    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(5);
    private static final Pattern CONNECT =
            Pattern.compile("(?m)^(\\d+): New client connected from \\S+ as plant-\\d+_icontrol-room ");

    @Test
    void shouldConnectComeBackAndSayGoodbye() {
        Stopwatch start = new Stopwatch();
        try (MosquittoBroker broker = MosquittoBroker.builder().start();
                PackagedApplication application = start(broker)) {
            awaitAllConnected(application);
            Stopwatch.report(SITES + " sites, start of the process to all connected", start.elapsed());
            assertEveryStatus(broker, "online", "");
            assertPaced(broker.log());

            int before = broker.log().length();
            broker.stop();
            await().until(() -> health(application).equals("critical"));
            broker.start();
            Stopwatch restart = new Stopwatch();
            awaitAllConnected(application);
            Stopwatch.report(SITES + " sites, broker started again to all connected", restart.elapsed());
            assertEveryStatus(broker, "online", "");
            assertPaced(broker.log().substring(before));

            PackagedApplication.Exit exit = application.sigterm();
            Stopwatch.report(SITES + " sites, SIGTERM to end", exit.took());
            assertThat(exit.took()).isLessThan(SHUTDOWN_TIMEOUT.dividedBy(2));
            assertThat(application.wrote("All connections disconnected in ")).isOne();
            assertThat(application.wrote("cut off at shutdown")).isZero();
            assertEveryStatus(broker, "offline", "\"reason\":\"shutdown\"");
        }
    }

    private static PackagedApplication start(MosquittoBroker broker) {
        String sites = IntStream.rangeClosed(1, SITES)
                .mapToObj(i -> "mooring.sites.plant-" + i + ".url=" + broker.url() + "\n")
                .collect(Collectors.joining());
        return PackagedApplication.builder()
                .file("config/application.properties", sites)
                .property("mooring.instance-id", "control-room")
                .property("mooring.connect-rate", String.valueOf(CONNECTS_PER_SECOND))
                .start()
                .awaitListening();
    }

    private static void awaitAllConnected(PackagedApplication application) {
        await("all sites connected")
                .atMost(Duration.ofSeconds(40))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> health(application).equals("healthy"));
        assertThat(application
                        .json("/api/v1/mqtt/health/")
                        .path("connections")
                        .path("healthy")
                        .asInt())
                .isEqualTo(SITES);
    }

    private static String health(PackagedApplication application) {
        return application.json("/api/v1/mqtt/health/").path("status").asText();
    }

    private static void assertEveryStatus(MosquittoBroker broker, String word, String part) {
        try (Peer peer = Peer.connect(broker.url(), "witness", true)) {
            // "online" is on its way when the site is connected; so long as they come, no two answers are the same
            await().ignoreException(IllegalStateException.class).untilAsserted(() -> assertThat(
                            peer.allRetained("+/backend/status").values())
                    .hasSize(SITES)
                    .allSatisfy(status -> assertThat(status)
                            .startsWith("{\"status\":\"" + word + "\"")
                            .contains(part)));
        }
    }

    /** By the seconds that stand in the broker's log. */
    private static void assertPaced(String log) {
        SortedMap<Long, Long> bySecond = CONNECT.matcher(log)
                .results()
                .collect(Collectors.groupingBy(
                        (MatchResult line) -> Long.valueOf(line.group(1)), TreeMap::new, Collectors.counting()));
        System.out.println("FIGURE connects in each second: " + bySecond.values());
        assertThat(bySecond.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(SITES);
        assertThat(bySecond.values())
                .allSatisfy(connects -> assertThat(connects).isLessThanOrEqualTo(CONNECTS_PER_SECOND + TOLERANCE));
        assertThat(bySecond.lastKey() - bySecond.firstKey()).isGreaterThanOrEqualTo(SITES / CONNECTS_PER_SECOND - 1);
    }
}
