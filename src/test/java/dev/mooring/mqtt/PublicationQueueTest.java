package dev.mooring.mqtt;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PublicationQueueTest {

    private static final TopicName TOPIC = new TopicName("t");

    private final PublicationQueue queue = new PublicationQueue(publication("stub"));

    @Test
    void shouldBeEmptyAtFirst() {
        assertThat(queue.poll()).isNull();
    }

    @Test
    void shouldHandOutInOrder() {
        Publication one = publication("1");
        Publication two = publication("2");
        Publication three = publication("3");
        queue.add(one);
        queue.add(two);

        assertThat(queue.poll()).isSameAs(one);
        queue.add(three);
        assertThat(queue.poll()).isSameAs(two);
        assertThat(queue.poll()).isSameAs(three);
        assertThat(queue.poll()).isNull();
        assertThat(queue.poll()).isNull();
    }

    @Test
    void shouldNotKeepInMemoryWhatCameAfterOneThatIsKept() {
        Publication kept = publication("waits for its answer");
        queue.add(kept);
        queue.add(publication("later"));
        queue.poll();
        queue.poll();

        assertThat(kept.next).isNull();
    }

    @Test
    void shouldLoseNothingAndKeepTheOrderOfEachThread() throws Exception {
        int producers = 4;
        int each = 50_000;
        List<CompletableFuture<Void>> running = IntStream.range(0, producers)
                .mapToObj(producer -> CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < each; i++) {
                        queue.add(new Numbered(producer, i));
                    }
                }))
                .toList();

        int[] next = new int[producers];
        CompletableFuture<Void> all = CompletableFuture.allOf(running.toArray(new CompletableFuture<?>[0]));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        for (int taken = 0; taken < producers * each && System.nanoTime() < deadline; ) {
            if (queue.poll() instanceof Numbered found) {
                assertThat(found.number).isEqualTo(next[found.producer]++);
                taken++;
            }
        }

        all.get(60, TimeUnit.SECONDS);
        assertThat(next).containsOnly(each);
        assertThat(queue.poll()).isNull();
    }

    private static Publication publication(String payload) {
        return new Publication(new OutboundMessage(TOPIC, Buffer.buffer(payload), QoS.AT_LEAST_ONCE, false), null);
    }

    private static final class Numbered extends Publication {
        private static final OutboundMessage MESSAGE =
                new OutboundMessage(TOPIC, Buffer.buffer(), QoS.AT_LEAST_ONCE, false);

        private final int producer;
        private final int number;

        Numbered(int producer, int number) {
            super(MESSAGE, null);
            this.producer = producer;
            this.number = number;
        }
    }
}
