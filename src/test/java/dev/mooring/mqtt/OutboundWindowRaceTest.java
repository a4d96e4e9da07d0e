package dev.mooring.mqtt;

import io.netty.channel.DefaultEventLoop;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Eight threads publish while connections come and go on the event loop. */
class OutboundWindowRaceTest {

    private static final int THREADS = 8;
    private static final int EACH = 3_000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final DefaultEventLoop loop = new DefaultEventLoop();
    private final PacketIds<Exchange> ids = new PacketIds<>();
    private final OutboundWindow window =
            new OutboundWindow(new Limits(1, 50, 1 << 20), ids, TestLoop.real(loop), () -> {});
    private final AtomicIntegerArray calls = new AtomicIntegerArray(THREADS * EACH);
    private boolean cycling = true;

    @AfterEach
    void stop() {
        loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void shouldEndEveryMessageOnce() {
        cycle();

        publishFromAllThreads();

        await().atMost(PATIENCE).until(() -> window.size() == 0);
        onLoop(() -> cycling = false);
        assertThat(IntStream.range(0, calls.length()).map(calls::get)).allMatch(each -> each == 1);
        onLoop(() -> {
            assertThat(window.size()).isZero();
            assertThat(ids.size()).isZero();
        });
    }

    @Test
    void shouldEndEveryMessageOnceAlsoWhenItGivesUp() {
        cycle();
        List<CompletableFuture<Void>> running = publishers();

        await().atMost(PATIENCE).until(() -> calls.get(EACH / 3) == 1);
        onLoop(() -> {
            cycling = false;
            window.close();
            window.abandon();
        });

        all(running);
        await().atMost(PATIENCE).until(() -> window.size() == 0);
        onLoop(() -> {});
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        IntStream.range(0, calls.length()).map(calls::get))
                .allMatch(each -> each == 1));
    }

    private void publishFromAllThreads() {
        all(publishers());
    }

    private static void all(List<CompletableFuture<Void>> running) {
        CompletableFuture.allOf(running.toArray(new CompletableFuture<?>[0]))
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private List<CompletableFuture<Void>> publishers() {
        return IntStream.range(0, THREADS)
                .mapToObj(thread -> CompletableFuture.runAsync(() -> publish(thread), task -> new Thread(task).start()))
                .toList();
    }

    private void publish(int thread) {
        for (int i = 0; i < EACH; i++) {
            int number = thread * EACH + i;
            window.offer(
                    new OutboundMessage(new TopicName("t"), Buffer.buffer(), QoS.of(i % 3), false),
                    failure -> calls.incrementAndGet(number));
        }
    }

    /** One connection after the other; each lives for a few turns of the event loop and answers a part. */
    private void cycle() {
        loop.execute(() -> {
            if (cycling) {
                Broker broker = new Broker();
                broker.accept();
                loop.execute(() -> broker.turn(5));
            }
        });
    }

    private void onLoop(Runnable task) {
        CompletableFuture.runAsync(task, loop)
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private final class Broker {
        private final FakeLink link = new FakeLink(null, true);
        private int answered;
        private int released;

        void accept() {
            window.connected(link, true, null);
            window.pump();
        }

        void turn(int left) {
            if (!cycling) {
                return;
            }
            if (left == 0) {
                window.disconnected();
                cycle();
                return;
            }
            answer();
            loop.execute(() -> turn(left - 1));
        }

        private void answer() {
            List<FakeLink.Sent> published = new ArrayList<>(link.published());
            for (; answered < published.size(); answered++) {
                FakeLink.Sent each = published.get(answered);
                if (each.qos() == QoS.AT_LEAST_ONCE) {
                    window.pubAck(each.packetId(), 0);
                } else if (each.qos() == QoS.EXACTLY_ONCE) {
                    window.pubRec(each.packetId(), 0);
                }
            }
            List<String> releases = link.said().stream()
                    .filter(each -> each.startsWith("pubrel "))
                    .toList();
            for (; released < (releases.size() + 1) / 2; released++) {
                window.pubComp(Integer.parseInt(releases.get(released).substring(7)));
            }
            link.writable(!link.writable());
            if (link.writable()) {
                window.pump();
            }
        }
    }
}
