package dev.mooring.mqtt;

import dev.mooring.mqtt.codec.ProtocolVersion;
import dev.mooring.mqtt.codec.ReasonCode;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static dev.mooring.mqtt.PublishException.Reason.EXPIRED;
import static dev.mooring.mqtt.PublishException.Reason.NOT_CONNECTED;
import static dev.mooring.mqtt.PublishException.Reason.QUEUE_FULL;
import static dev.mooring.mqtt.PublishException.Reason.REFUSED;
import static dev.mooring.mqtt.PublishException.Reason.RETAIN_NOT_AVAILABLE;
import static dev.mooring.mqtt.PublishException.Reason.STOPPED;
import static dev.mooring.mqtt.PublishException.Reason.TOO_LARGE;
import static dev.mooring.mqtt.QoS.AT_LEAST_ONCE;
import static dev.mooring.mqtt.QoS.AT_MOST_ONCE;
import static dev.mooring.mqtt.QoS.EXACTLY_ONCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class OutboundWindowTest {

    private static final int INFLIGHT = 3;
    private static final int PACKET = 100;
    private static final int MIB = 1 << 20;
    private static final Duration EXPIRY = Duration.ofSeconds(1);

    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final PacketIds<Exchange> ids = new PacketIds<>();
    private final AtomicInteger awaiting = new AtomicInteger();
    private final OutboundWindow window = window(PACKET);
    private final FakeLink link = new FakeLink();

    private OutboundWindow window(int maxPacketSize) {
        return new OutboundWindow(
                new Limits(1, INFLIGHT, maxPacketSize), ids, TestLoop.of(tasks::add), awaiting::incrementAndGet);
    }

    /** What became of one message. */
    private static final class Outcome implements PublishListener {
        private int calls;
        private @Nullable PublishException failure;

        @Override
        public void done(@Nullable PublishException why) {
            calls++;
            failure = why;
        }

        boolean pending() {
            return calls == 0;
        }

        boolean succeeded() {
            return calls == 1 && failure == null;
        }

        PublishException.@Nullable Reason refusal() {
            return calls == 1 && failure != null ? failure.reason() : null;
        }

        @Nullable
        String words() {
            return failure == null ? null : failure.getMessage();
        }
    }

    // ---- done at the acknowledgement

    @Test
    void shouldBeDoneAtTheAcknowledgementAndNoEarlier() {
        connect(link);

        Outcome a = offer("a");
        assertThat(link.topics()).containsExactly("a");
        assertThat(a.pending()).isTrue();

        acknowledge(link, 0);
        assertThat(a.succeeded()).isTrue();
        assertThat(window.size()).isZero();
        assertThat(ids.size()).isZero();
    }

    @Test
    void shouldTellWhatTheBrokerRefused() {
        connect(link);
        Outcome a = offer("a");

        window.pubAck(link.published().get(0).packetId(), ReasonCode.NOT_AUTHORIZED.code());

        assertThat(a.refusal()).isEqualTo(REFUSED);
        assertThat(a.words()).isEqualTo("not published to a: refused by the broker: 0x87 not authorized");
        run();
        assertThat(window.size()).isZero();
    }

    @Test
    void shouldBeDoneThoughNobodySubscribed() {
        connect(link);
        Outcome a = offer("a");

        window.pubAck(link.published().get(0).packetId(), ReasonCode.NO_MATCHING_SUBSCRIBERS.code());

        assertThat(a.succeeded()).isTrue();
    }

    @Test
    void shouldIgnoreAcknowledgementsOfNothing() {
        connect(link);
        Outcome a = offer("a");
        int id = link.published().get(0).packetId();

        window.pubAck(id + 1, 0);
        window.pubComp(id);
        assertThat(a.pending()).isTrue();

        window.pubAck(id, 0);
        window.pubAck(id, 0);
        assertThat(a.succeeded()).isTrue();
        offer("b", "c", "d", "e");
        assertThat(link.topics()).as("the quota is what it was").containsExactly("a", "b", "c", "d");
    }

    @Test
    void shouldGiveEachMessageInFlightAnIdOfItsOwn() {
        connect(link);

        offer("a", "b", "c");

        assertThat(link.published())
                .extracting(FakeLink.Sent::packetId)
                .doesNotHaveDuplicates()
                .allMatch(id -> id >= 1 && id <= PacketIds.MAX);
        assertThat(link.published()).noneMatch(FakeLink.Sent::duplicate);
    }

    @Test
    void shouldKeepWhatIsOfferedWithoutAConnection() {
        offer("a");
        offer("b");

        connect(link);

        assertThat(link.topics()).containsExactly("a", "b");
    }

    // ---- the quota

    @Test
    void shouldSendNoMoreAheadThanTheWindowHolds() {
        connect(link);
        offer("a", "b", "c", "d", "e");
        assertThat(link.topics()).containsExactly("a", "b", "c");
        assertThat(window.size()).isEqualTo(5);

        acknowledge(link, 1);
        assertThat(link.topics()).containsExactly("a", "b", "c", "d");

        acknowledge(link, 0);
        assertThat(link.topics()).containsExactly("a", "b", "c", "d", "e");
    }

    @Test
    void shouldSendNoMoreAheadThanTheBrokerTakes() {
        connect(link.answering(FakeLink.answer(ProtocolVersion.V5, false, 2, EXACTLY_ONCE)));

        offer("a", "b", "c");

        assertThat(link.topics()).containsExactly("a", "b");
    }

    @Test
    void shouldHoldTheQuotaOfAQos2MessageUntilItsEnd() {
        connect(link.answering(FakeLink.answer(ProtocolVersion.V5, false, 1, EXACTLY_ONCE)));
        offer(message("a", EXACTLY_ONCE, 1));
        offer("b");

        window.pubRec(link.published().get(0).packetId(), 0);
        run();
        assertThat(link.topics()).containsExactly("a");

        window.pubComp(link.published().get(0).packetId());
        run();
        assertThat(link.topics()).containsExactly("a", "b");
    }

    @Test
    void shouldLetQos0WaitBehindWhatCameBeforeIt() {
        connect(link);
        offer("a", "b", "c", "d");
        Outcome fast = offer(message("fast", AT_MOST_ONCE, 1));
        assertThat(fast.pending()).isTrue();

        acknowledge(link, 0);

        assertThat(link.topics()).containsExactly("a", "b", "c", "d", "fast");
        assertThat(fast.succeeded()).isTrue();
    }

    @Test
    void shouldPauseWhileTheSocketTakesNothing() {
        connect(link);
        link.writable(false);
        offer("a", "b");
        Outcome zero = offer(message("zero", AT_MOST_ONCE, 1));
        assertThat(link.topics()).isEmpty();
        assertThat(zero.pending()).isTrue();

        link.writable(true);
        window.pump();

        assertThat(link.topics()).containsExactly("a", "b", "zero");
        assertThat(zero.succeeded()).isTrue();
    }

    @Test
    void shouldFlushOnceForAllThatCameMeanwhile() {
        connect(link);
        int before = link.flushes();

        for (int i = 0; i < 100; i++) {
            window.offer(message("a", AT_MOST_ONCE, 1), failure -> {});
        }
        run();

        assertThat(link.topics()).hasSize(100);
        assertThat(link.flushes() - before).isEqualTo(1);
    }

    @Test
    void shouldSayThatAnAnswerIsAwaited() {
        connect(link);
        assertThat(window.awaitsAnswers()).isFalse();

        offer("a", "b");
        assertThat(window.awaitsAnswers()).isTrue();
        assertThat(awaiting).hasValue(1);

        acknowledge(link, 0);
        acknowledge(link, 1);
        assertThat(window.awaitsAnswers()).isFalse();
    }

    // ---- QoS 2

    @Test
    void shouldBeDoneAtPubcompForQos2() {
        connect(link);
        Outcome a = offer(message("a", EXACTLY_ONCE, 1));
        int id = link.published().get(0).packetId();

        window.pubRec(id, 0);
        assertThat(link.said()).endsWith("pubrel " + id);
        assertThat(a.pending()).isTrue();

        window.pubComp(id);
        assertThat(a.succeeded()).isTrue();
        run();
        assertThat(window.size()).isZero();
    }

    @Test
    void shouldEndAtAPubrecThatRefuses() {
        connect(link);
        Outcome a = offer(message("a", EXACTLY_ONCE, 1));
        int id = link.published().get(0).packetId();

        window.pubRec(id, ReasonCode.QUOTA_EXCEEDED.code());

        assertThat(a.refusal()).isEqualTo(REFUSED);
        assertThat(link.said()).doesNotContain("pubrel " + id);
        assertThat(ids.size()).isZero();
    }

    @Test
    void shouldAnswerEveryPubrec() {
        connect(link);
        offer(message("a", EXACTLY_ONCE, 1));
        int id = link.published().get(0).packetId();

        window.pubRec(id, 0);
        window.pubRec(id, 0);
        window.pubRec(4711, 0);

        assertThat(link.said()).endsWith("pubrel " + id, "pubrel " + id, "pubrel 4711");
    }

    @Test
    void shouldNotBeDoneAtAPubcompThatCameTooEarly() {
        connect(link);
        Outcome a = offer(message("a", EXACTLY_ONCE, 1));

        window.pubComp(link.published().get(0).packetId());

        assertThat(a.pending()).isTrue();
    }

    @Test
    void shouldReleaseAgainBeforeItPublishesAgain() {
        connect(link);
        offer("q1");
        List<Outcome> two = Stream.of("x", "y")
                .map(topic -> offer(message(topic, EXACTLY_ONCE, 1)))
                .toList();
        int x = link.published().get(1).packetId();
        int y = link.published().get(2).packetId();
        window.pubRec(y, 0);
        window.pubRec(x, 0);

        FakeLink next = reconnect(true);

        assertThat(next.said()).containsExactly("pubrel " + y, "pubrel " + x, "publish q1 " + payload(1));
        window.pubComp(x);
        window.pubComp(y);
        assertThat(two).allMatch(Outcome::succeeded);
    }

    @Test
    void shouldReleaseOverAndOverUntilItIsAnswered() {
        connect(link);
        Outcome a = offer(message("a", EXACTLY_ONCE, 1));
        int id = link.published().get(0).packetId();
        window.pubRec(id, 0);

        reconnect(true);
        FakeLink last = reconnect(true);

        assertThat(last.said()).containsExactly("pubrel " + id);
        window.pubComp(id);
        assertThat(a.succeeded()).isTrue();
        assertThat(ids.size()).isZero();
    }

    @Test
    void shouldPublishAnewWhatWasReleasedToABrokerThatForgotIt() {
        connect(link);
        Outcome a = offer(message("a", EXACTLY_ONCE, 1));
        window.pubRec(link.published().get(0).packetId(), 0);

        FakeLink next = reconnect(false);

        assertThat(next.topics()).containsExactly("a");
        assertThat(next.published()).noneMatch(FakeLink.Sent::duplicate);
        window.pubRec(next.published().get(0).packetId(), 0);
        window.pubComp(next.published().get(0).packetId());
        assertThat(a.succeeded()).isTrue();
    }

    // ---- again

    @Test
    void shouldSendAgainInOrderWhatWasNotAcknowledged() {
        connect(link);
        List<Outcome> all = offer("a", "b", "c", "d", "e");
        acknowledge(link, 1);

        FakeLink next = reconnect(true);

        assertThat(next.topics()).containsExactly("a", "c", "d");
        assertThat(next.published()).allMatch(FakeLink.Sent::duplicate);
        assertThat(next.published())
                .extracting(FakeLink.Sent::packetId)
                .containsExactly(
                        link.published().get(0).packetId(),
                        link.published().get(2).packetId(),
                        link.published().get(3).packetId());
        acknowledge(next, 0);
        assertThat(next.topics()).containsExactly("a", "c", "d", "e");
        assertThat(next.published().get(3).duplicate()).isFalse();
        IntStream.of(1, 2, 3).forEach(i -> acknowledge(next, i));
        assertThat(all).allMatch(Outcome::succeeded);
    }

    @Test
    void shouldNotCallADuplicateWhatTheBrokerHasForgotten() {
        connect(link);
        offer("a");

        FakeLink next = reconnect(false);
        assertThat(next.published()).extracting(FakeLink.Sent::duplicate).containsExactly(false);

        FakeLink last = reconnect(true);
        assertThat(last.published()).extracting(FakeLink.Sent::duplicate).containsExactly(true);
    }

    @Test
    void shouldKeepTheOrderThroughManyDisconnects() {
        List<Outcome> all = offer("a", "b", "c", "d");
        for (int i = 0; i < 5; i++) {
            connect(new FakeLink());
            window.disconnected();
        }
        connect(link);
        for (int i = 0; i < 4; i++) {
            acknowledge(link, i);
        }

        assertThat(link.topics()).containsExactly("a", "b", "c", "d");
        assertThat(all).allMatch(Outcome::succeeded);
    }

    @Test
    void shouldKeepTheOrderWhenAConnectionEndsInTheMiddleOfSendingAgain() {
        connect(link);
        offer("a", "b", "c", "d");
        window.disconnected();
        connect(new FakeLink().answering(FakeLink.answer(ProtocolVersion.V5, true, 1, EXACTLY_ONCE)));

        FakeLink last = reconnect(true);

        assertThat(last.topics()).containsExactly("a", "b", "c");
        acknowledge(last, 0);
        assertThat(last.topics()).containsExactly("a", "b", "c", "d");
    }

    @Test
    void shouldNotBeDoneByWhatAnswersAfterItsConnection() {
        connect(link);
        Outcome a = offer("a");
        int id = link.published().get(0).packetId();
        window.disconnected();

        window.pubAck(id, 0);
        window.pubRec(id, 0);

        assertThat(a.pending()).isTrue();
        assertThat(window.size()).isEqualTo(1);
    }

    // ---- QoS 0, and weaker brokers

    @Test
    void shouldRefuseQos0WithoutAConnection() {
        Outcome a = offer(message("a", AT_MOST_ONCE, 0));

        assertThat(a.refusal()).isEqualTo(NOT_CONNECTED);
        assertThat(a.words()).isEqualTo("not published to a: not connected");
        assertThat(window.size()).isZero();
    }

    @Test
    void shouldBeDoneAfterTheFlushForQos0() {
        connect(link);
        int before = link.flushes();
        List<Integer> flushesWhenDone = new ArrayList<>();

        window.offer(message("a", AT_MOST_ONCE, 0), failure -> flushesWhenDone.add(link.flushes() - before));
        assertThat(flushesWhenDone).isEmpty();
        run();

        assertThat(flushesWhenDone).containsExactly(1);
        assertThat(link.published().get(0).packetId()).isZero();
        assertThat(window.size()).isZero();
    }

    @Test
    void shouldSendAsSurelyAsTheBrokerCan() {
        connect(link.answering(FakeLink.answer(ProtocolVersion.V5, false, 10, AT_LEAST_ONCE)));
        offer(message("two", EXACTLY_ONCE, 1));
        assertThat(link.published().get(0).qos()).isEqualTo(AT_LEAST_ONCE);

        window.disconnected();
        FakeLink weak = new FakeLink().answering(FakeLink.answer(ProtocolVersion.V5, true, 10, AT_MOST_ONCE));
        connect(weak);

        assertThat(weak.published().get(0).qos()).isEqualTo(AT_MOST_ONCE);
        assertThat(weak.published().get(0).packetId()).isZero();
        assertThat(weak.published().get(0).duplicate()).isFalse();
        assertThat(window.size()).isZero();
        assertThat(ids.size()).isZero();
    }

    // ---- refusals

    @Test
    void shouldRefuseWhatIsTooLarge() {
        connect(link);
        int overhead = (int) message("a", AT_LEAST_ONCE, 0).size();

        Outcome fits = offer(message("a", AT_LEAST_ONCE, PACKET - overhead));
        Outcome tooLarge = offer(message("a", AT_LEAST_ONCE, PACKET - overhead + 1));

        assertThat(fits.pending()).isTrue();
        assertThat(tooLarge.refusal()).isEqualTo(TOO_LARGE);
        assertThat(tooLarge.words()).isEqualTo("not published to a: larger than max-packet-size");
    }

    @Test
    void shouldRefuseWhatTheBrokerDoesNotTake() {
        Outcome retained = offer(new OutboundMessage(new TopicName("a"), Buffer.buffer(), AT_LEAST_ONCE, true));
        Outcome large = offer(message("b", AT_LEAST_ONCE, 50));
        Outcome fine = offer("c");
        connect(link.answering(new ConnectAnswer(
                ProtocolVersion.V5, false, 10, EXACTLY_ONCE, false, 20, 0, Duration.ZERO, true, true)));

        assertThat(retained.refusal()).isEqualTo(RETAIN_NOT_AVAILABLE);
        assertThat(large.refusal()).isEqualTo(TOO_LARGE);
        assertThat(link.topics()).containsExactly("c");
        acknowledge(link, 0);
        assertThat(fine.succeeded()).isTrue();
        assertThat(window.size()).isZero();
        assertThat(ids.size()).isZero();
    }

    @Test
    void shouldNotSendWhatExpiredWhileItWaited() {
        Outcome late = offer(expiring("late", Duration.ZERO));
        Outcome inTime = offer(expiring("in time", Duration.ofHours(1)));
        connect(link);

        assertThat(late.refusal()).isEqualTo(EXPIRED);
        assertThat(inTime.pending()).isTrue();
        assertThat(link.topics()).containsExactly("in time");
        assertThat(link.published().get(0).expirySeconds()).isBetween(3_000L, 3_600L);
    }

    @Test
    void shouldSayThatThereIsNoExpiry() {
        connect(link);

        offer("a");

        assertThat(link.published().get(0).expirySeconds()).isEqualTo(-1);
    }

    @Test
    void shouldBoundTheNumberOfMessages() {
        List<Outcome> accepted = IntStream.range(0, OutboundWindow.MAX_MESSAGES)
                .mapToObj(i -> offer("a"))
                .toList();

        assertThat(offer("a").refusal()).isEqualTo(QUEUE_FULL);
        assertThat(accepted).allMatch(Outcome::pending);
        assertThat(window.size()).isEqualTo(OutboundWindow.MAX_MESSAGES);

        connect(link);
        acknowledge(link, 0);
        assertThat(offer("a").pending()).isTrue();
        assertThat(offer("a").refusal()).isEqualTo(QUEUE_FULL);
    }

    @Test
    void shouldBoundTheNumberOfBytes() {
        OutboundWindow large = window(1 << 25);
        assertRoomForAll(large);
        assertThat(offer(large, message("a", AT_LEAST_ONCE, 0)).refusal()).isEqualTo(QUEUE_FULL);
        assertThat(large.size()).isEqualTo((int) (OutboundWindow.MAX_BYTES / MIB));

        assertThat(large.abandon()).isEqualTo((int) (OutboundWindow.MAX_BYTES / MIB));
        assertThat(large.size()).isZero();
    }

    @Test
    void shouldCountBytesOnceHoweverOftenTheyAreSentAgain() {
        OutboundWindow large = window(1 << 25);
        FakeLink last = link;
        List<Outcome> all =
                Stream.generate(() -> offer(large, mebibyte())).limit(3).toList();
        for (int i = 0; i < 3; i++) {
            last = new FakeLink();
            large.connected(last, true, null);
            large.pump();
            if (i < 2) {
                large.disconnected();
            }
        }
        last.published().forEach(each -> large.pubAck(each.packetId(), 0));

        assertThat(all).allMatch(Outcome::succeeded);
        assertRoomForAll(large);
    }

    @Test
    void shouldNotCountWhatItRefused() {
        OutboundWindow large = window(1 << 25);
        offer(large, message("a", AT_MOST_ONCE, MIB));
        offer(large, message("a", AT_LEAST_ONCE, 1 << 25));
        offer(large, expiring("late", Duration.ZERO));
        List<Outcome> full = Stream.generate(() -> offer(large, message("a", AT_LEAST_ONCE, 1 << 24)))
                .limit(6)
                .toList();
        assertThat(full).filteredOn(Outcome::pending).hasSize(3);
        large.connected(link, false, null);
        large.pump();
        link.published().forEach(each -> large.pubAck(each.packetId(), 0));

        run();
        assertThat(large.size()).isZero();
        assertRoomForAll(large);
    }

    @Test
    void shouldTakeNothingMoreOnceClosed() {
        connect(link);
        Outcome before = offer("a");

        window.close();

        assertThat(offer("b").refusal()).isEqualTo(STOPPED);
        acknowledge(link, 0);
        assertThat(before.succeeded()).isTrue();
    }

    // ---- birth and farewell

    @Test
    void shouldSendTheBirthBeforeAllThatWaits() {
        offer("a", "b", "c", "d");

        window.connected(link, false, message("birth", AT_LEAST_ONCE, 1));
        window.pump();

        assertThat(link.topics()).containsExactly("birth", "a", "b");
        assertThat(window.size()).isEqualTo(4);
        acknowledge(link, 0);
        assertThat(link.topics()).containsExactly("birth", "a", "b", "c");
        assertThat(window.size()).isEqualTo(4);
    }

    @Test
    void shouldForgetTheBirthWithItsConnection() {
        window.connected(link, false, message("birth", EXACTLY_ONCE, 1));
        window.pubRec(link.published().get(0).packetId(), 0);

        FakeLink next = reconnect(true);

        assertThat(next.said()).isEmpty();
        assertThat(ids.size()).isZero();
        assertThat(window.size()).isZero();
    }

    @Test
    void shouldSendFirstBeforeWhatWaits() {
        connect(link);
        offer("a", "b", "c", "d");
        Outcome first = new Outcome();

        assertThat(window.first(message("first", AT_LEAST_ONCE, 1), first)).isFalse();
        acknowledge(link, 0);

        assertThat(link.topics()).containsExactly("a", "b", "c", "first");
        acknowledge(link, 3);
        assertThat(first.succeeded()).isTrue();
        assertThat(link.topics()).containsExactly("a", "b", "c", "first", "d");
        assertThat(window.size()).isEqualTo(3);
    }

    @Test
    void shouldSayThatTheFirstWasSentAtOnce() {
        connect(link);

        assertThat(window.first(message("first", AT_LEAST_ONCE, 1), null)).isTrue();

        assertThat(link.topics()).containsExactly("first");
        assertThat(window.size()).isZero();
    }

    @Test
    void shouldForgetWithTheConnectionWhatShouldHaveBeenFirst() {
        connect(link);
        link.writable(false);
        Outcome first = new Outcome();
        assertThat(window.first(message("first", AT_LEAST_ONCE, 1), first)).isFalse();

        FakeLink next = reconnect(true);

        assertThat(next.topics()).isEmpty();
        assertThat(first.pending()).isTrue();
        assertThat(window.size()).isZero();
    }

    @Test
    void shouldSayThatAnAnswerIsAwaitedToWhatIsOnlyReleasedAgain() {
        connect(link);
        offer(message("a", EXACTLY_ONCE, 1));
        window.pubRec(link.published().get(0).packetId(), 0);
        int before = awaiting.get();

        reconnect(true);

        assertThat(window.awaitsAnswers()).isTrue();
        assertThat(awaiting).hasValue(before + 1);
    }

    @Test
    void shouldSendAgainWhatExpiredAfterTheBrokerMayHaveHadIt() {
        connect(link);
        long born = System.nanoTime();
        Outcome a = offer(expiring("a", EXPIRY));
        int id = link.published().get(0).packetId();
        await().atMost(Duration.ofSeconds(10)).until(() -> System.nanoTime() - born > 2 * EXPIRY.toNanos());

        FakeLink next = reconnect(true);

        assertThat(a.pending()).isTrue();
        assertThat(next.published()).extracting(FakeLink.Sent::packetId).containsExactly(id);
        assertThat(next.published().get(0).expirySeconds()).isEqualTo(1);
    }

    @Test
    void shouldSayWhenTheBirthExpires() {
        window.connected(link, false, expiring("birth", Duration.ofHours(1)));

        assertThat(link.published().get(0).expirySeconds()).isBetween(3_000L, 3_600L);
    }

    // ---- the end

    @Test
    void shouldSayOnceWhenNothingIsLeft() {
        AtomicInteger empty = new AtomicInteger();
        connect(link);
        offer("a", "b");
        window.whenEmpty(empty::incrementAndGet);

        acknowledge(link, 0);
        assertThat(empty).hasValue(0);

        acknowledge(link, 1);
        assertThat(empty).hasValue(1);

        offer("c");
        acknowledge(link, 2);
        assertThat(empty).hasValue(1);
    }

    @Test
    void shouldSayAtOnceThatNothingIsLeft() {
        AtomicInteger empty = new AtomicInteger();

        window.whenEmpty(empty::incrementAndGet);

        assertThat(empty).hasValue(1);
    }

    @Test
    void shouldSayFarewellFromWithinTheLastAnswer() {
        connect(link);
        offer("a");
        Outcome farewell = new Outcome();
        window.whenEmpty(() -> window.first(message("farewell", AT_LEAST_ONCE, 1), farewell));

        acknowledge(link, 0);

        assertThat(link.topics()).containsExactly("a", "farewell");
        acknowledge(link, 1);
        assertThat(farewell.succeeded()).isTrue();
    }

    @Test
    void shouldFailWhatItGivesUp() {
        connect(link);
        List<Outcome> all = offer("a", "b", "c", "d", "e");
        acknowledge(link, 0);

        assertThat(window.abandon()).isEqualTo(4);

        assertThat(all.get(0).succeeded()).isTrue();
        assertThat(all.subList(1, 5)).allMatch(each -> each.refusal() == STOPPED);
        assertThat(window.size()).isZero();
        assertThat(ids.size()).isZero();
    }

    @Test
    void shouldFailWhatALostConnectionLeftWhenItGivesUp() {
        connect(link);
        Outcome one = offer("a");
        Outcome two = offer(message("b", EXACTLY_ONCE, 1));
        window.pubRec(link.published().get(1).packetId(), 0);
        window.disconnected();
        Outcome waiting = offer("c");

        assertThat(window.abandon()).isEqualTo(3);

        assertThat(List.of(one, two, waiting)).allMatch(each -> each.refusal() == STOPPED);
        assertThat(window.size()).isZero();
    }

    @Test
    void shouldFailWhatWasOnItsWayToTheEventLoopWhenItGaveUp() {
        connect(link);
        Outcome late = new Outcome();
        window.offer(message("late", AT_LEAST_ONCE, 1), late);

        assertThat(window.abandon()).isEqualTo(1);
        run();

        assertThat(late.refusal()).isEqualTo(STOPPED);
        assertThat(window.size()).isZero();
    }

    @Test
    void shouldSendALongQueueToABrokerThatAnswersAtOnce() {
        List<Outcome> all = IntStream.range(0, OutboundWindow.MAX_MESSAGES)
                .mapToObj(i -> offer("t" + i))
                .toList();

        connect(link);
        for (int i = 0; i < OutboundWindow.MAX_MESSAGES; i++) {
            acknowledge(link, i);
        }

        assertThat(all).allMatch(Outcome::succeeded);
        assertThat(link.topics()).startsWith("t0", "t1", "t2").hasSize(OutboundWindow.MAX_MESSAGES);
    }

    // ----

    private void connect(FakeLink to) {
        window.connected(to, to.answer().sessionPresent(), null);
        window.pump();
    }

    private FakeLink reconnect(boolean sessionPresent) {
        window.disconnected();
        FakeLink next = new FakeLink(null, sessionPresent);
        connect(next);
        return next;
    }

    private void run() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private void acknowledge(FakeLink over, int number) {
        window.pubAck(over.published().get(number).packetId(), ReasonCode.SUCCESS.code());
        run();
    }

    private Outcome offer(String topic) {
        return offer(message(topic, AT_LEAST_ONCE, 1));
    }

    private List<Outcome> offer(String... topics) {
        return Stream.of(topics).map(this::offer).toList();
    }

    private Outcome offer(OutboundMessage message) {
        return offer(window, message);
    }

    private Outcome offer(OutboundWindow to, OutboundMessage message) {
        Outcome outcome = new Outcome();
        to.offer(message, outcome);
        run();
        return outcome;
    }

    /** Nothing is counted: as much fits as into a new window, to the byte. */
    private void assertRoomForAll(OutboundWindow large) {
        List<Outcome> all = Stream.generate(() -> offer(large, mebibyte()))
                .limit(OutboundWindow.MAX_BYTES / MIB)
                .toList();
        assertThat(all).allMatch(Outcome::pending);
        assertThat(offer(large, mebibyte()).refusal()).isEqualTo(QUEUE_FULL);
    }

    private static final Buffer NEARLY_A_MEBIBYTE = payload(MIB - 5);

    private static OutboundMessage mebibyte() {
        OutboundMessage message = new OutboundMessage(new TopicName("a"), NEARLY_A_MEBIBYTE, AT_LEAST_ONCE, false);
        assertThat(message.size()).isEqualTo(MIB);
        return message;
    }

    private static OutboundMessage message(String topic, QoS qos, int bytes) {
        return new OutboundMessage(new TopicName(topic), payload(bytes), qos, false);
    }

    private static OutboundMessage expiring(String topic, Duration expiry) {
        return new OutboundMessage(
                new TopicName(topic),
                payload(1).getBytes(),
                AT_LEAST_ONCE,
                false,
                MessageProperties.NONE.withExpiry(expiry));
    }

    private static Buffer payload(int bytes) {
        return Buffer.buffer(new byte[bytes]);
    }
}
