package dev.mooring.mqtt;

import dev.mooring.mqtt.CloseReason.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class ReconnectPolicyTest {

    private static final long START = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(30); // System.nanoTime may overflow
    private static final ReconnectOptions OPTIONS =
            new ReconnectOptions(Duration.ofMillis(500), Duration.ofSeconds(5), Duration.ofSeconds(30));

    private final ReconnectPolicy policy = policy(OPTIONS, new Largest());

    @Test
    void shouldDoubleUpToTheLongestDelay() {
        assertThat(delays(policy, 7)).containsExactly(500L, 1000L, 2000L, 4000L, 5000L, 5000L, 5000L);
    }

    @Test
    void shouldSpreadDelaysFromZeroToTheBound() {
        List<Long> first = new ArrayList<>();
        Random random = new Random(1);
        for (int i = 0; i < 2_000; i++) {
            first.addAll(delays(policy(OPTIONS, random), 1));
        }

        assertThat(first).allMatch(delay -> delay >= 0 && delay <= 500);
        assertThat(first).anyMatch(delay -> delay < 25).anyMatch(delay -> delay > 475);
    }

    @Test
    void shouldNotOverflowHoweverOftenItFails() {
        ReconnectOptions extreme = new ReconnectOptions(
                Duration.ofMillis(3), Duration.ofMillis(Long.MAX_VALUE / 2), Duration.ofSeconds(30));

        assertThat(delays(policy(extreme, new Largest()), 200)).isSorted().allMatch(delay -> delay >= 3);
    }

    @Test
    void shouldStartSmallAgainAfterAStableConnection() {
        delays(policy, 4);

        policy.closed(Kind.CLOSED_BY_PEER, START, at(30_000));

        assertThat(delays(policy, 2)).containsExactly(500L, 1000L);
    }

    @Test
    void shouldGoOnGrowingAfterAnUnstableConnection() {
        delays(policy, 2);

        policy.closed(Kind.CLOSED_BY_PEER, START, at(29_999));

        assertThat(delays(policy, 1)).containsExactly(2000L);
    }

    @Test
    void shouldKnowItsFixedDelays() {
        assertThat(policy.longestBackoff()).isEqualTo(Duration.ofSeconds(5));
        assertThat(policy.cooldown()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void shouldCallTwoYoungClosesWithinAMinuteATakeover() {
        assertThat(closedAt(Kind.CLOSED_BY_PEER, 0, 1)).isFalse();
        assertThat(closedAt(Kind.CLOSED_BY_PEER, 59, 61)).isTrue();
    }

    @Test
    void shouldNotCallOneYoungCloseATakeover() {
        assertThat(closedAt(Kind.CLOSED_BY_PEER, 0, 1)).isFalse();
    }

    @Test
    void shouldForgetAYoungCloseAfterAMinute() {
        assertThat(closedAt(Kind.CLOSED_BY_PEER, 0, 1)).isFalse();
        assertThat(closedAt(Kind.CLOSED_BY_PEER, 60, 62)).isFalse();
        assertThat(closedAt(Kind.CLOSED_BY_PEER, 63, 64)).isTrue();
    }

    @Test
    void shouldBelieveABrokerThatSaysTakenOver() {
        assertThat(closedAt(Kind.TAKEN_OVER, 0, 1)).isTrue();
    }

    @Test
    void shouldNotSuspectConnectionsThatHadLived() {
        assertThat(closedAt(Kind.CLOSED_BY_PEER, 0, 10)).isFalse();
        assertThat(closedAt(Kind.CLOSED_BY_PEER, 11, 21)).isFalse();
        assertThat(closedAt(Kind.CLOSED_BY_PEER, 22, 23)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"CLOSED_BY_PEER", "TAKEN_OVER"})
    void shouldNotSuspectEndsThatTheBrokerHadNoPartIn(Kind kind) {
        assertThat(closedAt(kind, 0, 1)).isFalse();
        assertThat(closedAt(kind, 2, 3)).isFalse();
        assertThat(closedAt(kind, 4, 5)).isFalse();
    }

    @Test
    void shouldNotTakeABrokerThatRestartsTwiceForATakeover() {
        assertThat(closedAt(Kind.CLOSED_BY_PEER, 0, 1)).isFalse();
        policy.unreachable();

        assertThat(closedAt(Kind.CLOSED_BY_PEER, 5, 6)).isFalse();
    }

    private boolean closedAt(Kind kind, long connected, long closed) {
        return policy.closed(kind, at(1_000 * connected), at(1_000 * closed));
    }

    private static long at(long millis) {
        return START + TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private static ReconnectPolicy policy(ReconnectOptions options, RandomGenerator random) {
        return new ReconnectPolicy(options, random);
    }

    private static List<Long> delays(ReconnectPolicy policy, int count) {
        List<Long> delays = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            delays.add(policy.backoff().toMillis());
        }
        return delays;
    }

    /** Always the largest number it may give. */
    private static final class Largest implements RandomGenerator {
        @Override
        public long nextLong() {
            return Long.MAX_VALUE;
        }

        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }
    }
}
