package dev.mooring.mqtt;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** By a clock that the test moves, one second at a time. */
class KeepAliveTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<String> said = new ArrayList<>();
    private long now;
    private boolean endsAtPing;

    private KeepAlive keepAlive = keepAlive(INTERVAL);

    private KeepAlive keepAlive(Duration interval) {
        channel.freezeTime();
        return new KeepAlive(channel.eventLoop(), interval, owner, () -> now);
    }

    private final KeepAlive.Owner owner = new KeepAlive.Owner() {
        @Override
        public void ping() {
            said.add("ping " + now / SECOND);
            keepAlive.wrote(now);
            if (endsAtPing) {
                keepAlive.stop();
            }
        }

        @Override
        public void silent() {
            said.add("silent " + now / SECOND);
        }
    };

    @Test
    void shouldGiveUpWhenNothingCameForOneAndAHalfIntervals() {
        keepAlive = keepAlive(INTERVAL);
        keepAlive.start(now);

        pass(60);

        assertThat(said).containsExactly("ping 10", "silent 15");
    }

    @Test
    void shouldNotTakeItsOwnWritesForLife() {
        keepAlive = keepAlive(INTERVAL);
        keepAlive.start(now);

        for (int i = 0; i < 20; i++) {
            pass(1);
            keepAlive.wrote(now);
        }

        assertThat(said).containsExactly("ping 10", "silent 15");
    }

    @Test
    void shouldPingWhenNothingWasSent() {
        keepAlive = keepAlive(INTERVAL);
        keepAlive.start(now);

        for (int i = 0; i < 35; i++) {
            pass(1);
            keepAlive.read(now);
        }

        assertThat(said).containsExactly("ping 10", "ping 20", "ping 30");
    }

    @Test
    void shouldSayNothingWhileBothSidesTalk() {
        keepAlive = keepAlive(INTERVAL);
        keepAlive.start(now);

        for (int i = 0; i < 100; i++) {
            pass(1);
            keepAlive.read(now);
            keepAlive.wrote(now);
        }

        assertThat(said).isEmpty();
    }

    @Test
    void shouldNotTakeForSilenceWhatWasNotRead() {
        keepAlive = keepAlive(INTERVAL);
        keepAlive.start(now);
        keepAlive.paused(true, now);

        pass(35);
        assertThat(said).containsExactly("ping 10", "ping 20", "ping 30");

        keepAlive.paused(false, now);
        pass(14);
        assertThat(said).noneMatch(each -> each.startsWith("silent"));
        pass(1);
        assertThat(said).endsWith("silent 50");
    }

    @Test
    void shouldBeOffWithoutAnInterval() {
        keepAlive = keepAlive(Duration.ZERO);
        keepAlive.start(now);

        pass(100);

        assertThat(said).isEmpty();
    }

    @Test
    void shouldBeSilentOnceStopped() {
        keepAlive = keepAlive(INTERVAL);
        keepAlive.start(now);
        pass(5);

        keepAlive.stop();
        pass(100);

        assertThat(said).isEmpty();
    }

    @Test
    void shouldEndWhenItsPingEndsTheConnection() {
        endsAtPing = true;
        keepAlive = keepAlive(INTERVAL);
        keepAlive.start(now);

        pass(100);

        assertThat(said).containsExactly("ping 10");
    }

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            now += SECOND;
            channel.advanceTimeBy(1, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
        }
    }
}
