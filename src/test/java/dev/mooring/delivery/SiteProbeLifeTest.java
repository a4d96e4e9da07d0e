package dev.mooring.delivery;

import dev.mooring.JumpingClock;
import dev.mooring.broker.LossyBroker;
import dev.mooring.broker.ScriptedBroker;
import dev.mooring.broker.ScriptedConnection;
import dev.mooring.site.TestSites;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static dev.mooring.delivery.ProbedSites.soon;
import static org.assertj.core.api.Assertions.assertThat;

/** When a probe begins, publishes and ends; and by which clock. */
class SiteProbeLifeTest {

    private static final Map<String, String> QUICK_END =
            Map.of("mooring.sites.a.lwt-enabled", "false", "mooring.shutdown-timeout", "0.2");

    private static Vertx vertx = Vertx.vertx();

    @BeforeAll
    static void startEventLoops() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopEventLoops() {
        vertx.close();
    }

    /** Whatever the clock says, a number is under way for as long as it is. */
    @ParameterizedTest
    @MethodSource("clocks")
    void shouldMeasureTheSame(Clock clock) {
        try (LossyBroker broker = LossyBroker.droppingEach(Integer.MAX_VALUE);
                ProbedSites sites = new ProbedSites(
                        vertx,
                        "p",
                        broker.url(),
                        Map.of("mooring.verification.deadline", "5s"),
                        Map.of("mooring.defaults.protocol-version", "3.1.1"),
                        clock)) {
            long begin = System.nanoTime();
            sites.start();

            sites.awaitReceived(20);

            double passed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin) + 1;
            ProbeCounts counts = sites.counts();
            assertThat(counts.lost() + counts.late() + counts.unexpected() + counts.reordered())
                    .isZero();
            assertThat(sites.probe().lastLoss()).isEmpty();
            assertThat(sites.probe().roundTrips().window().orElseThrow().p50()).isPositive();
            assertThat(sites.registry
                            .get("mooring.verification.round.trip")
                            .timer()
                            .max(TimeUnit.MILLISECONDS))
                    .isPositive()
                    .isLessThan(passed);
        }
    }

    static Stream<Clock> clocks() {
        return Stream.of(
                new JumpingClock(Duration.ofDays(1)),
                new JumpingClock(Duration.ofDays(-1)),
                Clock.fixed(Instant.EPOCH.minusSeconds(5), ZoneOffset.UTC));
    }

    /** Or else what a broker delivers while it does not know the subscription would be lost. */
    @Test
    void shouldPublishNothingInTheFirstIntervalOfAConnection() {
        long interval = 400;
        try (ScriptedBroker broker = ScriptedBroker.start();
                ProbedSites sites = new ProbedSites(
                        vertx,
                        "p",
                        broker.url(),
                        Map.of("mooring.verification.interval", interval + "ms"),
                        QUICK_END,
                        Clock.systemUTC())) {
            sites.start();
            for (int i = 0; i < 2; i++) {
                ScriptedConnection connection = broker.accept();
                connection.expectConnect();
                long before = System.nanoTime();
                connection.connAck(false);
                MqttSubscribeMessage subscribe = (MqttSubscribeMessage)
                        connection.skipTo(MqttMessageType.SUBSCRIBE, ScriptedConnection.DEADLINE);
                connection.suback(
                        ScriptedConnection.id(subscribe),
                        subscribe.payload().topicSubscriptions().stream()
                                .mapToInt(each -> 1)
                                .toArray());
                int first =
                        ScriptedConnection.id(connection.skipTo(MqttMessageType.PUBLISH, ScriptedConnection.DEADLINE));
                assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(interval));
                // So that nothing has to be sent again.
                connection.puback(first);
                soon(() -> assertThat(sites.counts().acknowledged())
                        .isEqualTo(sites.counts().attempted()));
                connection.disconnect(0x8B);
                connection.close();
            }
        }
    }

    @Test
    void shouldEndAndTakeItsMetricsAwayWhenItsSiteHasStopped() {
        try (LossyBroker broker = LossyBroker.droppingEach(Integer.MAX_VALUE);
                ProbedSites sites = probed(broker, Map.of())) {
            sites.start();
            sites.awaitReceived(2);
            assertThat(meters(sites)).isPositive();

            TestSites.shutDown(sites.sites);

            soon(() -> assertThat(sites.probes.find("a")).isEmpty());
            assertThat(meters(sites)).isZero();
            assertThat(sites.probes.summary("a")).isEmpty();
        }
    }

    @Test
    void shouldNotProbeASiteThatIsDisabled() {
        try (LossyBroker broker = LossyBroker.droppingEach(Integer.MAX_VALUE);
                ProbedSites sites = probed(broker, Map.of("mooring.sites.a.enabled", "false"))) {
            sites.start();

            assertThat(sites.probes.find("a")).isEmpty();
            assertThat(meters(sites)).isZero();
        }
    }

    /** The metrics are those of the new one; the old one publishes and hears no more. */
    @Test
    void shouldReplaceTheProbeOfASiteThatAppearsAgain() {
        try (LossyBroker broker = LossyBroker.droppingEach(Integer.MAX_VALUE);
                ProbedSites sites = probed(broker, Map.of())) {
            sites.start();
            sites.awaitReceived(30);
            SiteProbe before = sites.probe();

            sites.probes.start();

            assertThat(before.stopped()).isTrue();
            assertThat(sites.probe()).isNotSameAs(before);
            sites.awaitReceived(3);
            long gone = before.counts().attempted();
            sites.awaitReceived(5);
            assertThat(before.counts().attempted()).isEqualTo(gone);
            assertThat(sites.registry
                            .get("mooring.verification.published")
                            .functionCounter()
                            .count())
                    .isBetween(5.0, (double) sites.counts().attempted());
        }
    }

    private static ProbedSites probed(LossyBroker broker, Map<String, String> more) {
        Map<String, String> values = new HashMap<>(Map.of("mooring.defaults.protocol-version", "3.1.1"));
        values.putAll(more);
        return new ProbedSites(vertx, "p", broker.url(), "5s", values);
    }

    private static long meters(ProbedSites sites) {
        return sites.registry.getMeters().stream()
                .filter(each -> each.getId().getName().startsWith("mooring.verification."))
                .count();
    }
}
