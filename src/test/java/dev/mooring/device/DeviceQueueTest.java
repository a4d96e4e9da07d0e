package dev.mooring.device;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class DeviceQueueTest {

    private static final MacAddress LAMP = new MacAddress("00-00-00-00-00-01");
    private static final MacAddress DOOR = new MacAddress("00-00-00-00-00-02");

    /** Runs nothing by itself. */
    private final Queue<Runnable> executor = new ArrayDeque<>();

    private final List<String> done = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();
    private final Queue<Runnable> afterPauses = new ArrayDeque<>();

    @Test
    void shouldWorkOffTogetherWhatWaitsForOneDevice() {
        DeviceQueue<String> queue = queue(4, 10);
        queue.offer(LAMP, "a");
        queue.offer(DOOR, "b");
        queue.offer(LAMP, "c");

        runAll();

        assertThat(done).containsExactly("01 [a, c]", "02 [b]");
    }

    @Test
    void shouldNotBeginWithADeviceThatAWorkerHas() {
        List<DeviceQueue<String>> self = new ArrayList<>();
        DeviceQueue<String> queue = new DeviceQueue<>(executor::add, timer(), 4, 10, (device, batch) -> {
            if (batch.contains("a")) {
                self.get(0).offer(LAMP, "b"); // meanwhile
                assertThat(executor).isEmpty();
            }
            return done.add(batch.toString());
        });
        self.add(queue);
        queue.offer(LAMP, "a");

        runAll();

        assertThat(done).containsExactly("[a]", "[b]");
    }

    @Test
    void shouldAskForNoMoreWorkersThanItMay() {
        DeviceQueue<String> queue = queue(2, 100);
        for (int i = 10; i < 60; i++) {
            queue.offer(new MacAddress("00-00-00-00-00-" + i), "x");
        }

        assertThat(executor).hasSize(2);
        runAll();
        assertThat(done).hasSize(50);
    }

    @Test
    void shouldRefuseWhatItHasNoRoomFor() {
        DeviceQueue<String> queue = queue(1, 2);

        assertThat(queue.offer(LAMP, "a")).isTrue();
        assertThat(queue.offer(DOOR, "b")).isTrue();
        assertThat(queue.offer(DOOR, "c")).isFalse();
        runAll();
        assertThat(queue.offer(DOOR, "d")).isTrue();
        runAll();

        assertThat(done).containsExactly("01 [a]", "02 [b]", "02 [d]");
    }

    @Test
    void shouldTryAgainAfterAPauseBeforeWhatCameLater() {
        List<String> tried = new ArrayList<>();
        DeviceQueue<String> queue = new DeviceQueue<>(executor::add, timer(), 4, 3, (device, batch) -> {
            tried.add(device.value().substring(15) + " " + batch);
            return tried.size() > 1;
        });
        queue.offer(LAMP, "a");
        runAll();

        queue.offer(LAMP, "b");
        queue.offer(DOOR, "c");
        assertThat(queue.offer(DOOR, "d")).as("what pauses counts").isFalse();
        runAll();
        assertThat(tried).containsExactly("01 [a]", "02 [c]");
        endPauses();

        assertThat(tried).containsExactly("01 [a]", "02 [c]", "01 [a, b]");
        assertThat(queue.size()).isZero();
    }

    @Test
    void shouldPauseLongerEachTimeUpToABound() {
        DeviceQueue<String> queue =
                new DeviceQueue<>(executor::add, timer(), 4, 3, (device, batch) -> pauses.size() == 12);
        queue.offer(LAMP, "a");
        runAll();
        for (int i = 0; i < 12; i++) {
            endPauses();
        }
        queue.offer(LAMP, "b");
        runAll();

        assertThat(pauses).isSorted().hasSize(12).startsWith(Duration.ofMillis(250), Duration.ofMillis(500));
        assertThat(pauses.subList(7, 12)).containsOnly(Duration.ofSeconds(32));
        assertThat(queue.size()).isZero();
    }

    @Test
    void shouldKeepTheOrderOfEachDeviceWithRealWorkers() throws InterruptedException {
        int each = 2_000;
        ConcurrentHashMap<MacAddress, List<Integer>> seen = new ConcurrentHashMap<>();
        AtomicInteger count = new AtomicInteger();
        ExecutorService workers = Executors.newCachedThreadPool();
        DeviceQueue<Integer> queue = new DeviceQueue<>(workers, timer(), 3, Integer.MAX_VALUE, (device, batch) -> {
            seen.computeIfAbsent(device, key -> new ArrayList<>()).addAll(batch);
            count.addAndGet(batch.size());
            return true;
        });
        for (int i = 0; i < each; i++) {
            for (int device = 10; device < 20; device++) {
                queue.offer(new MacAddress("00-00-00-00-00-" + device), i);
            }
        }

        await().atMost(10, TimeUnit.SECONDS).until(() -> count.get() == 10 * each);
        workers.shutdown();
        assertThat(workers.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
        assertThat(seen.values())
                .hasSize(10)
                .allSatisfy(all -> assertThat(all).hasSize(each).isSorted());
    }

    private DeviceQueue<String> queue(int workers, int capacity) {
        return new DeviceQueue<>(
                executor::add,
                timer(),
                workers,
                capacity,
                (device, batch) -> done.add(device.value().substring(15) + " " + batch));
    }

    private DeviceQueue.Timer timer() {
        return (pause, action) -> {
            pauses.add(pause);
            afterPauses.add(action);
        };
    }

    private void endPauses() {
        for (Runnable next = afterPauses.poll(); next != null; next = afterPauses.poll()) {
            next.run();
        }
        runAll();
    }

    private void runAll() {
        for (Runnable next = executor.poll(); next != null; next = executor.poll()) {
            next.run();
        }
    }
}
