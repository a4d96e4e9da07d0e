package dev.mooring.packaged;

import dev.mooring.broker.MosquittoBroker;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Two instances with one instance id, which an operator should not have, and must not flood the broker if he has. */
@OnMosquitto
class TakeoverIT {

    private static final Duration COOLDOWN = Duration.ofSeconds(5);
    private static final Duration WATCHED = Duration.ofSeconds(25);
    private static final int CONNECTS_PER_COOLDOWN = 2;

    @Test
    void shouldCoolDownInsteadOfThrowingEachOtherOut() {
        try (MosquittoBroker broker = MosquittoBroker.builder().start();
                PackagedApplication one = start(broker);
                PackagedApplication other = start(broker)) {
            List<PackagedApplication> both = List.of(one, other);
            Stopwatch watch = new Stopwatch();

            await("one of them cools down")
                    .atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> both.stream().anyMatch(TakeoverIT::coolsDown));
            await("the fight has lasted long enough")
                    .atMost(WATCHED.plusSeconds(5))
                    .until(() -> watch.elapsed().compareTo(WATCHED) > 0);

            List<Long> connects = both.stream()
                    .map(application -> count(application, "connected"))
                    .toList();
            System.out.println("FIGURE connects of two instances with one client id in " + WATCHED + ": " + connects);
            long bound = CONNECTS_PER_COOLDOWN * WATCHED.dividedBy(COOLDOWN);
            assertThat(connects).allSatisfy(count -> assertThat(count).isBetween(1L, bound));
            assertThat(broker.logged(" as shared_itwin ")).isLessThanOrEqualTo(2 * bound);
            assertThat(both).allSatisfy(application -> {
                assertThat(count(application, "taken_over")).isPositive();
                assertThat(application.wrote("connected -> cooling-down")).isPositive();
                assertThat(application.wrote("likely a duplicate client ID")).isPositive();
            });
        }
    }

    private static PackagedApplication start(MosquittoBroker broker) {
        return PackagedApplication.builder()
                .open()
                .site("shared", broker.url())
                .property("mooring.instance-id", "twin")
                .property("mooring.defaults.takeover-cooldown", COOLDOWN.toSeconds() + "s")
                // so that the cooldown alone keeps them apart
                .property("mooring.defaults.reconnect.max-delay", "500ms")
                .start()
                .awaitReady();
    }

    private static boolean coolsDown(PackagedApplication application) {
        return application.site("shared").path("state").asText().equals("cooling-down");
    }

    private static long count(PackagedApplication application, String counter) {
        return application.site("shared").path("counters").path(counter).asLong();
    }
}
