package dev.mooring.mqtt;

import dev.mooring.mqtt.ConnectSlots.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

import static dev.mooring.mqtt.ConnectSlots.PER_ADDRESS;
import static org.assertj.core.api.Assertions.assertThat;

class ConnectSlotsTest {

    private static final BrokerAddress ONE = new BrokerAddress("one", 1883, Transport.TCP);
    private static final BrokerAddress TWO = new BrokerAddress("two", 1883, Transport.TCP);

    private final ConnectSlots slots = new ConnectSlots();
    private final List<String> begun = new ArrayList<>();

    @Test
    void shouldLetOnlySoManyBeginAtATime() {
        fill(ONE);
        assertThat(begun).hasSize(PER_ADDRESS);

        enter(ONE, "late");

        assertThat(begun).hasSize(PER_ADDRESS).doesNotContain("late");
    }

    @Test
    void shouldLetTheNextBeginInTheOrderTheyCame() {
        List<Turn> turns = fill(ONE);
        enter(ONE, "first");
        enter(ONE, "second");

        turns.get(5).end();
        assertThat(begun).last().isEqualTo("first");
        turns.get(3).end();

        assertThat(begun).last().isEqualTo("second");
    }

    @Test
    void shouldTakeATurnBackOnce() {
        List<Turn> turns = fill(ONE);
        enter(ONE, "first");
        enter(ONE, "second");

        turns.get(0).end();
        turns.get(0).end();

        assertThat(begun).hasSize(PER_ADDRESS + 1).doesNotContain("second");
    }

    @Test
    void shouldPassOverWhoGaveUpBeforeItsTurnCame() {
        List<Turn> turns = fill(ONE);
        Turn impatient = enter(ONE, "impatient");
        enter(ONE, "patient");
        impatient.end();
        assertThat(begun).as("nothing became free").hasSize(PER_ADDRESS);

        turns.get(0).end();

        assertThat(begun).hasSize(PER_ADDRESS + 1).last().isEqualTo("patient");
    }

    @Test
    void shouldHaveAllSlotsAgainAfterAllTurns() {
        List<Turn> turns = fill(ONE);
        enter(ONE, "gives up").end();
        turns.forEach(Turn::end);
        begun.clear();

        fill(ONE);
        enter(ONE, "late");

        assertThat(begun).hasSize(PER_ADDRESS).doesNotContain("late");
    }

    @Test
    void shouldTreatAddressesApart() {
        fill(ONE);

        enter(TWO, "elsewhere");

        assertThat(begun).last().isEqualTo("elsewhere");
    }

    @Test
    void shouldCountAllTransportsToAPortTogether() {
        fill(ONE);

        enter(new BrokerAddress("one", 1883, Transport.WEB_SOCKET, "/mqtt"), "web socket");

        assertThat(begun).doesNotContain("web socket");
    }

    @Test
    void shouldForgetNobodyWhenManyThreadsComeAndGo() throws Exception {
        int threads = PER_ADDRESS + 36;
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                all.add(CompletableFuture.runAsync(() -> comeAndGo(200, running, most), pool));
            }
            CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)).get(60, TimeUnit.SECONDS);
        } finally {
            pool.shutdownNow();
        }

        assertThat(most).hasValueBetween(1, PER_ADDRESS);
        fill(ONE);
        assertThat(begun).as("no slot was lost").hasSize(PER_ADDRESS);
    }

    // ----

    private void comeAndGo(int times, AtomicInteger running, AtomicInteger most) {
        for (int i = 0; i < times; i++) {
            CompletableFuture<Void> mine = new CompletableFuture<>();
            Turn turn = slots.enter(ONE, () -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                mine.complete(null);
            });
            slots.enter(ONE, () -> {}).end();
            mine.orTimeout(20, TimeUnit.SECONDS).join();
            running.decrementAndGet();
            turn.end();
        }
    }

    private List<Turn> fill(BrokerAddress address) {
        List<Turn> turns = new ArrayList<>();
        for (int i = 0; i < PER_ADDRESS; i++) {
            turns.add(enter(address, "number " + i));
        }
        return turns;
    }

    private Turn enter(BrokerAddress address, String name) {
        return slots.enter(address, () -> begun.add(name));
    }
}
