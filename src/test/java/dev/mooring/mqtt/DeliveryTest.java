package dev.mooring.mqtt;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DeliveryTest {

    private final AtomicInteger finished = new AtomicInteger();

    @Test
    void shouldBeDoneWhenTheLastHandlerIs() {
        Delivery delivery = new Delivery(2, finished::incrementAndGet);
        Runnable one = delivery.share();
        Runnable other = delivery.share();

        one.run();
        assertThat(finished).hasValue(0);

        other.run();
        assertThat(finished).hasValue(1);
    }

    @Test
    void shouldCountAHandlerOnceHoweverOftenItSaysDone() {
        Delivery delivery = new Delivery(2, finished::incrementAndGet);
        Runnable eager = delivery.share();
        delivery.share();

        eager.run();
        eager.run();

        assertThat(finished).hasValue(0);
    }

    @Test
    void shouldBeDoneOnceWhenManyThreadsFinishTogether() {
        for (int round = 0; round < 200; round++) {
            finished.set(0);
            Delivery delivery = new Delivery(8, finished::incrementAndGet);
            List<Acknowledgement> shares =
                    IntStream.range(0, 8).mapToObj(i -> delivery.share()).toList();

            shares.parallelStream().forEach(share -> {
                share.run();
                share.run();
            });

            assertThat(finished).hasValue(1);
        }
    }
}
