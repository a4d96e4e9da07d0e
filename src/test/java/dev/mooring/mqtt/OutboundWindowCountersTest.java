package dev.mooring.mqtt;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Refusals by one thread while another's messages are done: the counters end where they began. */
class OutboundWindowCountersTest {

    private static final int MIB = 1 << 20;
    private static final int THREADS = 4;
    private static final Duration LONG_ENOUGH = Duration.ofMillis(1_500);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final TopicName TOPIC = new TopicName("a");
    private static final Buffer SMALL = Buffer.buffer(new byte[100]);
    private static final Buffer NEARLY_A_MEBIBYTE = Buffer.buffer(new byte[MIB - 5]);

    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final OutboundWindow window =
            new OutboundWindow(new Limits(1, 1_000, MIB), new PacketIds<>(), TestLoop.of(tasks::add), () -> {});

    @Test
    void shouldCountBackExactlyWhatItCounted() {
        long end = System.nanoTime() + LONG_ENOUGH.toNanos();
        AtomicInteger refused = new AtomicInteger();
        List<CompletableFuture<Void>> running = IntStream.range(0, THREADS)
                .mapToObj(i -> CompletableFuture.runAsync(() -> flood(end, refused), task -> new Thread(task).start()))
                .toList();
        window.connected(new FakeLink(), true, null);
        while (System.nanoTime() < end || !running.stream().allMatch(CompletableFuture::isDone)) {
            run();
        }
        CompletableFuture.allOf(running.toArray(new CompletableFuture<?>[0]))
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
        run();

        assertThat(refused).hasPositiveValue();
        assertThat(window.size()).isZero();
        int before = refused.get();
        for (int i = 0; i < OutboundWindow.MAX_BYTES / MIB; i++) {
            offer(NEARLY_A_MEBIBYTE, refused);
        }
        assertThat(refused).as("all the room there is").hasValue(before);
        offer(Buffer.buffer(), refused);
        assertThat(refused).as("and not a byte more").hasValue(before + 1);
    }

    private void flood(long end, AtomicInteger refused) {
        while (System.nanoTime() < end) {
            offer(SMALL, refused);
        }
    }

    private void offer(Buffer payload, AtomicInteger refused) {
        window.offer(new OutboundMessage(TOPIC, payload, QoS.AT_MOST_ONCE, false), failure -> {
            if (failure != null) {
                refused.incrementAndGet();
            }
        });
    }

    private void run() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
        window.pump();
    }
}
