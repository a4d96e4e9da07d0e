package dev.mooring.mqtt;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OutboundWindowTest {

    private static final int INFLIGHT = 3;
    private static final int PACKET = 100;

    private final OutboundWindow window = new OutboundWindow(new Limits(1, INFLIGHT, PACKET));
    private final FakeLink link = new FakeLink();

    @Test
    void shouldBeDoneAtTheAcknowledgementAndNoEarlier() {
        window.connected(link);

        Future<Void> done = offer("a");
        assertThat(link.topics()).containsExactly("a");
        assertThat(done.isComplete()).isFalse();

        link.acknowledge(0);
        assertThat(done.succeeded()).isTrue();
        assertThat(window.size()).isZero();
    }

    @Test
    void shouldKeepWhatIsOfferedWithoutAConnection() {
        offer("a");
        offer("b");

        window.connected(link);

        assertThat(link.topics()).containsExactly("a", "b");
    }

    @Test
    void shouldSendNoMoreAheadThanTheWindowHolds() {
        window.connected(link);
        offer("a", "b", "c", "d", "e");
        assertThat(link.topics()).containsExactly("a", "b", "c");
        assertThat(window.size()).isEqualTo(5);

        link.acknowledge(1);
        assertThat(link.topics()).containsExactly("a", "b", "c", "d");

        link.acknowledge(0);
        assertThat(link.topics()).containsExactly("a", "b", "c", "d", "e");
    }

    @Test
    void shouldSendAgainInOrderWhatWasNotAcknowledged() {
        window.connected(link);
        List<Future<Void>> done = offer("a", "b", "c", "d", "e");
        link.acknowledge(1);

        window.disconnected();
        FakeLink next = new FakeLink();
        window.connected(next);

        assertThat(next.topics()).containsExactly("a", "c", "d");
        next.acknowledge(0);
        assertThat(next.topics()).containsExactly("a", "c", "d", "e");
        next.acknowledge(1);
        next.acknowledge(2);
        next.acknowledge(3);
        assertThat(done).allMatch(Future::succeeded);
    }

    @Test
    void shouldKeepTheOrderThroughManyDisconnects() {
        List<Future<Void>> done = offer("a", "b", "c", "d");
        for (int i = 0; i < 5; i++) {
            window.connected(new FakeLink());
            window.disconnected();
        }
        FakeLink last = new FakeLink().acknowledgingAtOnce();
        window.connected(last);

        assertThat(last.topics()).containsExactly("a", "b", "c", "d");
        assertThat(done).allMatch(Future::succeeded);
    }

    @Test
    void shouldIgnoreLateNewsOfAnOldConnection() {
        window.connected(link);
        Future<Void> acknowledgedLate = offer("a");
        Future<Void> failedLate = offer("b");
        window.disconnected();
        FakeLink next = new FakeLink();
        window.connected(next);

        link.acknowledge(0);
        link.fail(1, "closed");

        assertThat(acknowledgedLate.isComplete()).isFalse();
        assertThat(failedLate.isComplete()).isFalse();
        assertThat(window.size()).isEqualTo(2);
        next.acknowledge(0);
        assertThat(acknowledgedLate.succeeded()).isTrue();
    }

    @Test
    void shouldTellAFailureOfItsOwnConnection() {
        window.connected(link);
        Future<Void> done = offer("a");

        link.fail(0, "refused");

        assertThat(done.cause()).hasMessage("refused");
        assertThat(window.size()).isZero();
    }

    @Test
    void shouldRefuseQos0WithoutAConnection() {
        Future<Void> done = offer(message("a", QoS.AT_MOST_ONCE, 0));

        assertRefused(done, PublishException.Reason.NOT_CONNECTED);
        assertThat(done.cause()).hasMessage("not published to a: not connected");
    }

    @Test
    void shouldSendQos0WithAConnection() {
        window.connected(link.acknowledgingAtOnce());

        assertThat(offer(message("a", QoS.AT_MOST_ONCE, 0)).succeeded()).isTrue();
    }

    @Test
    void shouldRefuseWhatIsTooLarge() {
        window.connected(link);
        int overhead = (int) message("a", QoS.AT_LEAST_ONCE, 0).size();

        Future<Void> fits = offer(message("a", QoS.AT_LEAST_ONCE, PACKET - overhead));
        Future<Void> tooLarge = offer(message("a", QoS.AT_LEAST_ONCE, PACKET - overhead + 1));

        assertThat(fits.isComplete()).isFalse();
        assertRefused(tooLarge, PublishException.Reason.TOO_LARGE);
        assertThat(tooLarge.cause()).hasMessage("not published to a: larger than max-packet-size");
    }

    @Test
    void shouldBoundTheNumberOfMessages() {
        List<Future<Void>> accepted = IntStream.range(0, OutboundWindow.MAX_MESSAGES)
                .mapToObj(i -> offer("a"))
                .toList();

        assertRefused(offer("a"), PublishException.Reason.QUEUE_FULL);
        assertThat(accepted).noneMatch(Future::isComplete);
        assertThat(window.size()).isEqualTo(OutboundWindow.MAX_MESSAGES);

        window.connected(link);
        link.acknowledge(0);
        assertThat(offer("a").isComplete()).isFalse();
    }

    @Test
    void shouldBoundTheNumberOfBytes() {
        OutboundWindow large = new OutboundWindow(new Limits(1, INFLIGHT, 1 << 25));
        Future<Void> first = offer(large, message("a", QoS.AT_LEAST_ONCE, 1 << 24));
        offer(large, message("a", QoS.AT_LEAST_ONCE, 1 << 24));
        offer(large, message("a", QoS.AT_LEAST_ONCE, 1 << 24));
        assertRefused(offer(large, message("a", QoS.AT_LEAST_ONCE, 1 << 24)), PublishException.Reason.QUEUE_FULL);

        large.connected(link);
        link.acknowledge(0);

        assertThat(first.succeeded()).isTrue();
        assertThat(offer(large, message("a", QoS.AT_LEAST_ONCE, 1 << 24)).isComplete())
                .isFalse();
    }

    @Test
    void shouldCountBytesOnceHoweverOftenTheyAreSentAgain() {
        OutboundWindow large = new OutboundWindow(new Limits(1, INFLIGHT, 1 << 25));
        large.connected(link);
        for (int i = 0; i < 3; i++) {
            offer(large, message("a", QoS.AT_LEAST_ONCE, 1 << 24));
        }
        large.disconnected();
        FakeLink next = new FakeLink();
        large.connected(next);
        for (int i = 0; i < 3; i++) {
            next.acknowledge(i);
        }

        for (int i = 0; i < 3; i++) {
            assertThat(offer(large, message("a", QoS.AT_LEAST_ONCE, 1 << 24)).isComplete())
                    .isFalse();
        }
    }

    @Test
    void shouldSayOnceWhenNothingIsLeft() {
        AtomicInteger empty = new AtomicInteger();
        window.connected(link);
        offer("a", "b");
        window.whenEmpty(empty::incrementAndGet);

        link.acknowledge(0);
        assertThat(empty).hasValue(0);

        link.acknowledge(1);
        assertThat(empty).hasValue(1);

        offer("c");
        link.acknowledge(2);
        assertThat(empty).hasValue(1);
    }

    @Test
    void shouldSayAtOnceThatNothingIsLeft() {
        AtomicInteger empty = new AtomicInteger();

        window.whenEmpty(empty::incrementAndGet);

        assertThat(empty).hasValue(1);
    }

    @Test
    void shouldFailWhatItGivesUp() {
        window.connected(link);
        List<Future<Void>> done = offer("a", "b", "c", "d");
        link.acknowledge(0);

        assertThat(window.abandon()).isEqualTo(3);

        assertThat(done.get(0).succeeded()).isTrue();
        done.subList(1, 4).forEach(each -> assertRefused(each, PublishException.Reason.STOPPED));
        assertThat(window.size()).isZero();
    }

    @Test
    void shouldSendALongQueueToALinkThatIsDoneAtOnce() {
        List<Future<Void>> done = new ArrayList<>();
        for (int i = 0; i < OutboundWindow.MAX_MESSAGES; i++) {
            done.add(offer("t" + i));
        }

        window.connected(link.acknowledgingAtOnce());

        assertThat(done).allMatch(Future::succeeded);
        assertThat(link.topics()).startsWith("t0", "t1", "t2").hasSize(OutboundWindow.MAX_MESSAGES);
    }

    private Future<Void> offer(String topic) {
        return offer(message(topic, QoS.AT_LEAST_ONCE, 1));
    }

    private List<Future<Void>> offer(String... topics) {
        return Stream.of(topics).map(this::offer).toList();
    }

    private Future<Void> offer(OutboundMessage message) {
        return offer(window, message);
    }

    private static Future<Void> offer(OutboundWindow window, OutboundMessage message) {
        Promise<Void> promise = Promise.promise();
        window.offer(message, promise);
        return promise.future();
    }

    private static OutboundMessage message(String topic, QoS qos, int bytes) {
        return new OutboundMessage(new TopicName(topic), Buffer.buffer(new byte[bytes]), qos, false);
    }

    private static void assertRefused(Future<Void> done, PublishException.Reason reason) {
        assertThat(done.cause())
                .asInstanceOf(InstanceOfAssertFactories.type(PublishException.class))
                .extracting(PublishException::reason)
                .isEqualTo(reason);
    }
}
