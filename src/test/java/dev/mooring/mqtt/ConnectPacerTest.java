package dev.mooring.mqtt;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ConnectPacerTest {

    private static final BrokerAddress ONE = new BrokerAddress("one", 1883, Transport.TCP);
    private static final BrokerAddress TWO = new BrokerAddress("two", 1883, Transport.TCP);

    // Close to the overflow, where System.nanoTime() may be.
    private long now = Long.MAX_VALUE - Duration.ofSeconds(1).toNanos();

    @Test
    void shouldSpaceConnectsToOneAddress() {
        ConnectPacer pacer = new ConnectPacer(20, () -> now);

        assertThat(waits(pacer, ONE, 4)).containsExactly(0L, 50L, 100L, 150L);
    }

    @Test
    void shouldKeepTheRateWhileTimeGoesOn() {
        ConnectPacer pacer = new ConnectPacer(20, () -> now);
        List<Long> starts = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            starts.add(i * 10L + waits(pacer, ONE, 1).get(0));
            pass(10);
        }

        assertThat(starts).element(99).isEqualTo(99 * 50L);
    }

    @Test
    void shouldTreatAddressesApart() {
        ConnectPacer pacer = new ConnectPacer(20, () -> now);
        waits(pacer, ONE, 10);

        assertThat(waits(pacer, TWO, 2)).containsExactly(0L, 50L);
    }

    @Test
    void shouldCountAllTransportsToAPortTogether() {
        ConnectPacer pacer = new ConnectPacer(20, () -> now);
        waits(pacer, new BrokerAddress("one", 1883, Transport.WEB_SOCKET, "/a"), 1);

        assertThat(waits(pacer, new BrokerAddress("one", 1883, Transport.WEB_SOCKET, "/b"), 1))
                .containsExactly(50L);
    }

    @Test
    void shouldNotSaveUpSlotsWhileIdle() {
        ConnectPacer pacer = new ConnectPacer(20, () -> now);
        waits(pacer, ONE, 1);
        pass(10_000);

        assertThat(waits(pacer, ONE, 3)).containsExactly(0L, 50L, 100L);
    }

    @Test
    void shouldNotPaceWithoutALimit() {
        assertThat(waits(new ConnectPacer(0, () -> now), ONE, 3)).containsExactly(0L, 0L, 0L);
    }

    @Test
    void shouldRefuseANegativeRate() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConnectPacer(-1, () -> now))
                .withMessage("connect-rate must not be negative, got: -1");
    }

    private void pass(long millis) {
        now += Duration.ofMillis(millis).toNanos();
    }

    private static List<Long> waits(ConnectPacer pacer, BrokerAddress address, int count) {
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            waits.add(pacer.reserve(address).toMillis());
        }
        return waits;
    }
}
