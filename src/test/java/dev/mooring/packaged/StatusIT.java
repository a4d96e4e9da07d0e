package dev.mooring.packaged;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.broker.MosquittoBroker;
import dev.mooring.broker.Peer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What two sites on one broker say of themselves, from birth to the end, whichever end that is. */
@OnMosquitto
class StatusIT {

    private static final List<String> SITES = List.of("site_88", "site_90");
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(5);

    private static MosquittoBroker broker;
    private static Peer peer;

    private Instant begin;
    private PackagedApplication application;

    @BeforeAll
    static void startBroker() {
        broker = MosquittoBroker.builder().start();
        peer = Peer.connect(broker.url(), "operator", true);
    }

    @AfterAll
    static void stopBroker() {
        peer.close();
        broker.close();
    }

    @BeforeEach
    void startApplication() {
        begin = Instant.now();
        application = PackagedApplication.builder()
                .environment("MQTT_INSTANCE_ID", "bfg_back")
                .site("site_88", broker.url())
                .site("site_90", broker.url())
                .start()
                .awaitReady();
        awaitStatus("online", Duration.ofSeconds(5));
    }

    @AfterEach
    void endApplication() {
        application.close();
    }

    @Test
    void shouldSayOnlineWithExactlyTheFieldsOfTheSpecification() {
        for (String site : SITES) {
            String text = text(site);
            JsonNode status = PackagedApplication.parse(text);
            Instant timestamp = Instant.parse(status.path("timestamp").asText());
            long epoch = status.path("epoch").asLong();

            assertThat(text)
                    .isEqualTo("{\"status\":\"online\",\"instance_id\":\"bfg_back\",\"client_id\":\"" + site
                            + "_ibfg_back\",\"timestamp\":\"" + timestamp + "\",\"epoch\":" + epoch + "}");
            assertThat(status.path("timestamp").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
            assertThat(timestamp).isBetween(begin.minusSeconds(1), Instant.now());
            assertThat(Instant.ofEpochMilli(epoch)).isBetween(begin, Instant.now());
        }
    }

    @Test
    void shouldSayOfflineThroughTheWillWhenKilled() {
        List<Long> births = epochs();

        application.kill9();

        Stopwatch watch = new Stopwatch();
        awaitStatus("offline", Duration.ofSeconds(2));
        Stopwatch.report("kill -9 to both offline", watch.elapsed());
        assertFarewells("unexpected_disconnect");
        assertThat(epochs()).isEqualTo(births);
    }

    @Test
    void shouldSayOfflineAndEndWhenTerminated() {
        List<Long> births = epochs();

        PackagedApplication.Exit exit = application.sigterm();

        Stopwatch.report("SIGTERM with 2 sites", exit.took());
        assertThat(exit.code()).isEqualTo(128 + 15);
        assertThat(exit.took()).isLessThan(SHUTDOWN_TIMEOUT.dividedBy(2));
        assertFarewells("shutdown");
        assertThat(epochs()).isEqualTo(births);
        assertThat(application.wrote("All connections disconnected in ")).isOne();
    }

    private static void assertFarewells(String reason) {
        for (String site : SITES) {
            String text = text(site);
            JsonNode farewell = PackagedApplication.parse(text);

            assertThat(text)
                    .isEqualTo("{\"status\":\"offline\",\"instance_id\":\"bfg_back\",\"client_id\":\"" + site
                            + "_ibfg_back\",\"timestamp\":\""
                            + farewell.path("timestamp").asText()
                            + "\",\"epoch\":" + farewell.path("epoch").asLong()
                            + ",\"reason\":\"" + reason + "\"}");
        }
    }

    private static List<Long> epochs() {
        return SITES.stream()
                .map(site -> PackagedApplication.parse(text(site)).path("epoch").asLong())
                .toList();
    }

    private static String text(String site) {
        return peer.retained(site + "/backend/status").orElseThrow();
    }

    private static void awaitStatus(String word, Duration within) {
        await("both sites are " + word)
                .atMost(within)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(
                        () -> assertThat(peer.allRetained("+/backend/status").values())
                                .hasSize(SITES.size())
                                .allSatisfy(status -> assertThat(status).startsWith("{\"status\":\"" + word + "\"")));
    }
}
