package dev.mooring.mqtt;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** When the event loop looks; its time is the test. */
class WakeUpsTest {

    private static final long MILLISECOND = 1_000_000;

    private final List<Runnable> now = new ArrayList<>();
    private final List<Runnable> later = new ArrayList<>();
    private final List<Long> delays = new ArrayList<>();
    private final WakeUps wakeUps = new WakeUps(this::onLoop, this::work);

    private Runnable whileWorking = () -> {};
    private int worked;

    @Test
    void shouldWakeForEachMessageWhenLittleIsUnderWay() {
        wakeUps.added(1, 1);
        runNow();
        wakeUps.added(2, 1);

        assertThat(now).hasSize(1);
        assertThat(worked).isEqualTo(1);
    }

    @Test
    void shouldWakeOnceForAllThatComesBeforeTheEventLoopGetsThere() {
        wakeUps.added(1, 1);
        wakeUps.added(2, 2);
        wakeUps.wake();

        assertThat(now).hasSize(1);
    }

    @Test
    void shouldWakeAgainForWhatComesWhileItWorks() {
        whileWorking = () -> wakeUps.added(1, 1);
        wakeUps.added(1, 1);

        now.remove(0).run();

        assertThat(now).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"16, 0, 1", "15, 15, 0", "0, 16, 1"})
    void shouldLookByItselfWhenMuchIsUnderWayOrWasSent(int underWay, int taken, int looks) {
        wakeUps.rest(underWay, taken);

        assertThat(later).hasSize(looks);
    }

    @Test
    void shouldLookOnceInAMillisecond() {
        wakeUps.rest(16, 0);
        wakeUps.rest(16, 16);
        assertThat(delays).containsExactly(MILLISECOND);

        look();
        wakeUps.rest(16, 0);

        assertThat(worked).isEqualTo(1);
        assertThat(delays).containsExactly(MILLISECOND, MILLISECOND);
    }

    @Test
    void shouldAddUpWhatWasSentSinceTheLastLook() {
        wakeUps.rest(0, 8);
        wakeUps.rest(0, 8);
        assertThat(later).hasSize(1);

        look();
        wakeUps.rest(0, 15);

        assertThat(later).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"80, 9, 0", "80, 10, 1", "8000, 63, 0", "8000, 64, 1"})
    void shouldLetAnEighthWaitForEachOtherButNotTooMany(int underWay, int waiting, int wakeUpCalls) {
        wakeUps.rest(16, 0);

        wakeUps.added(underWay, waiting);

        assertThat(now).hasSize(wakeUpCalls);
    }

    @Test
    void shouldWakeForWhatComesWhileItLooks() {
        whileWorking = () -> wakeUps.added(8000, 1);
        wakeUps.rest(16, 0);

        look();

        assertThat(now).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"127, 2, 1", "128, 31, 0", "128, 32, 1"})
    void shouldLetMoreWaitWhenTheyComeFast(int sentBetweenLooks, int waiting, int wakeUpCalls) {
        wakeUps.rest(16, sentBetweenLooks);
        look();
        wakeUps.rest(16, 0);

        wakeUps.added(16, waiting);

        assertThat(now).hasSize(wakeUpCalls);
    }

    @Test
    void shouldNotWaitForAHundredLooksAfterItWaitedInVain() {
        assertThat(waitsInARoundThatSends(128)).isFalse();
        assertThat(waitsInARoundThatSends(0)).as("which is in vain").isTrue();

        List<Boolean> calm = new ArrayList<>();
        for (int i = 0; i <= 100; i++) {
            calm.add(waitsInARoundThatSends(128));
        }

        assertThat(calm).hasSize(101).containsOnly(false);
        assertThat(waitsInARoundThatSends(128)).isTrue();
    }

    // ----

    /** Whether two of sixteen have to wait for more, which they would not have to if messages came slowly. */
    private boolean waitsInARoundThatSends(int sent) {
        wakeUps.rest(16, sent);
        wakeUps.added(16, 2);
        boolean waits = now.isEmpty();
        runNow();
        look();
        return waits;
    }

    private void onLoop(Runnable task, long delayNanos) {
        if (delayNanos == 0) {
            now.add(task);
        } else {
            later.add(task);
            delays.add(delayNanos);
        }
    }

    private void work() {
        worked++;
        whileWorking.run();
    }

    private void runNow() {
        List<Runnable> tasks = List.copyOf(now);
        now.clear();
        tasks.forEach(Runnable::run);
    }

    private void look() {
        later.remove(0).run();
    }
}
