package dev.mooring.delivery;

import dev.mooring.broker.MqttVersion;
import dev.mooring.broker.OnEveryBroker;
import dev.mooring.broker.Peer;
import dev.mooring.broker.TcpProxy;
import dev.mooring.broker.TestBroker;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.site.SiteMeters;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

import static dev.mooring.delivery.ProbedSites.soon;
import static org.assertj.core.api.Assertions.assertThat;

/** Probes at brokers that others wrote. Each test has a prefix of its own. */
@OnEveryBroker(versions = {MqttVersion.V5, MqttVersion.V3_1_1})
class SiteProbeOnBrokersTest {

    private static Vertx vertx = Vertx.vertx();

    private final TestBroker broker;
    private final MqttVersion version;
    private String prefix = "";
    private Optional<ProbedSites> probed = Optional.empty();

    SiteProbeOnBrokersTest(TestBroker broker, MqttVersion version) {
        this.broker = broker;
        this.version = version;
    }

    @BeforeAll
    static void startEventLoops() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopEventLoops() {
        vertx.close();
    }

    @BeforeEach
    void namePrefix(TestInfo test) {
        prefix = test.getTestMethod().orElseThrow().getName();
    }

    @AfterEach
    void end() {
        probed.ifPresent(ProbedSites::close);
    }

    @Test
    void shouldCountWhatComesBack() {
        ProbedSites sites = at(broker.url(), Map.of()).start();

        sites.awaitReceived(20);

        ProbeCounts counts = sites.counts();
        assertThat(counts.attempted()).isGreaterThanOrEqualTo(20);
        assertThat(counts.acknowledged()).isBetween(19L, counts.attempted());
        assertThat(counts.lost() + counts.late() + counts.refused() + counts.unexpected())
                .isZero();
        assertThat(counts.duplicated() + counts.reordered()).isZero();
        assertThat(counts.underWay()).isLessThan(10);
        assertThat(sites.probe().state()).isEqualTo("running");
        assertThat(sites.probe().lastLoss()).isEmpty();
        assertThat(sites.probe().roundTrips().window().orElseThrow().p50()).isPositive();
        assertThat(meter(sites, "received")).isPositive();
        assertThat(meter(sites, "lost")).isZero();
        assertThat(sites.registry
                        .get("mooring.verification.round.trip")
                        .tag("site", "a")
                        .timer()
                        .count())
                .isPositive();
    }

    /** Else each handler of {@code #} would get a number every second, and everything that the site publishes. */
    @Test
    void shouldBeSeenByNobodyElse() {
        ProbedSites sites = at(broker.url(), Map.of());
        List<String> handled = new CopyOnWriteArrayList<>();
        sites.start();
        sites.awaitReceived(5);
        long arrived = sites.site().meters().counted(SiteMeters.Event.RECEIVED);
        assertThat(arrived).isLessThan(sites.counts().received() + 10);

        sites.site().subscribe(new TopicFilter(prefix + "/#"), QoS.AT_LEAST_ONCE, (message, done) -> {
            handled.add(message.topic().value());
            done.run();
        });
        try (Peer peer = Peer.to(broker.url()).connect()) {
            soon(() -> {
                peer.publish(prefix + "/sensors", "x", 1, false);
                peer.publish(prefix + "/mooring/verification/another", "17", 1, false);
                assertThat(handled).contains(prefix + "/sensors");
            });
            sites.awaitReceived(20);
        }
        if (version == MqttVersion.V3_1_1 || !broker.name().equals("artemis")) {
            // Artemis delivers once for each filter that matches, as a broker may (MQTT 5.0, section 3.3.4).
            assertThat(sites.counts().duplicated()).isZero();
        }

        assertThat(handled).containsOnly(prefix + "/sensors");
        assertThat(sites.counts().lost()).isZero();
        assertThat(sites.site().meters().counted(SiteMeters.Event.UNHANDLED)).isZero();
    }

    @Test
    void shouldLoseNothingWhenConnectionsAreCut() {
        try (TcpProxy proxy = TcpProxy.to(broker)) {
            ProbedSites sites = at(proxy.url(), Map.of("mooring.defaults.takeover-cooldown", "100ms"))
                    .start();
            sites.awaitReceived(10);
            for (int i = 0; i < 3; i++) {
                proxy.cut();
                sites.awaitReceived(5);
            }

            soon(() -> assertThat(sites.counts().underWay()).isLessThanOrEqualTo(1));
            assertThat(sites.counts().lost()).isZero();
            assertThat(sites.counts().skipped()).isPositive();
            sites.close();
        }
    }

    @Test
    void shouldLoseNothingWhenTheBrokerRestartsAndKeepsTheSession() {
        ProbedSites sites = at(broker.url(), Map.of()).start();
        sites.awaitReceived(10);

        broker.stop();
        try {
            soon(() -> assertThat(sites.probe().state()).isNotEqualTo("running"));
            long attempted = sites.counts().attempted();
            long skipped = sites.counts().skipped();
            soon(() -> assertThat(sites.counts().skipped()).isGreaterThan(skipped + 10));
            assertThat(sites.counts().attempted()).isEqualTo(attempted);
        } finally {
            broker.start();
        }
        sites.awaitReceived(10);

        long sessionsLost = sites.site().meters().counted(SiteMeters.Event.SESSION_LOST);
        if (broker.name().equals("mosquitto")) {
            assertThat(sessionsLost).isZero();
        }
        if (sessionsLost == 0) {
            soon(() -> assertThat(sites.counts().underWay()).isLessThanOrEqualTo(1));
            assertThat(sites.counts().lost()).isZero();
        }
    }

    @Test
    void shouldEndWithItsSite() {
        ProbedSites sites = at(broker.url(), Map.of()).start();
        sites.awaitReceived(5);
        try (Peer peer = Peer.to(broker.url()).connect()) {
            peer.subscribe(prefix + "/#", 1);

            sites.close();

            assertThat(sites.probes.find("a")).isEmpty();
            assertThat(sites.registry.find("mooring.verification.lost").meters())
                    .isEmpty();
            peer.awaitMessage(
                    each -> each.topic().endsWith("/status") && each.text().contains("offline"));
            int said = peer.received().size();
            assertThat(peer.received().get(said - 1).topic()).endsWith("/backend/status");
            assertThat(peer.allRetained(prefix + "/mooring/verification/#")).isEmpty();
        }
    }

    private ProbedSites at(String url, Map<String, String> more) {
        Map<String, String> values = new HashMap<>(more);
        values.put("mooring.defaults.protocol-version", version.toString());
        ProbedSites sites = new ProbedSites(vertx, prefix, url, "2s", values);
        probed = Optional.of(sites);
        return sites;
    }

    private static double meter(ProbedSites sites, String name) {
        return sites.registry
                .get("mooring.verification." + name)
                .tag("site", "a")
                .functionCounter()
                .count();
    }
}
