package dev.mooring.mqtt;

import io.netty.channel.embedded.EmbeddedChannel;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static dev.mooring.mqtt.QoS.AT_LEAST_ONCE;
import static org.assertj.core.api.Assertions.assertThat;

/** When an intake leaves what comes to TCP; {@link IntakeTest} has the rest of it. */
class InboundWindowTest {

    private static final int RECEIVE_MAXIMUM = 10;
    private static final int WATERMARK = 2 * RECEIVE_MAXIMUM;
    /** As many as are read while answers are awaited. */
    private static final int MOST = 8 * WATERMARK;

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Subscriptions subscriptions = new Subscriptions();
    private final List<Runnable> open = new ArrayList<>();
    private boolean answersAwaited;
    private final Intake intake = new Intake(
            channel.eventLoop(),
            subscriptions,
            new SessionLog(),
            new Limits(RECEIVE_MAXIMUM, 1, 1000),
            () -> answersAwaited,
            PATIENCE);
    private final FakeLink link = new FakeLink();
    private int lastId;

    InboundWindowTest() {
        MessageHandler keeper = (message, done) -> open.add(done);
        subscriptions.add(
                new Subscriptions.Entry(new TopicFilter("t"), QoS.EXACTLY_ONCE, SubscribeOptions.NONE, keeper));
        intake.connected(link, false);
    }

    @ParameterizedTest
    @EnumSource(QoS.class)
    void shouldPauseWhenTwiceTheReceiveMaximumWaits(QoS qos) {
        receive(WATERMARK - 1, qos);
        assertThat(link.reading()).isTrue();

        receive(1, qos);

        assertThat(link.reading()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(QoS.class)
    void shouldReadAgainWhenHalfOfItIsDone(QoS qos) {
        receive(WATERMARK, qos);
        done(WATERMARK / 2 - 1);
        assertThat(link.reading()).isFalse();

        done(1);

        assertThat(link.reading()).isTrue();
    }

    @Test
    void shouldCountWhatIsDoneThoughItsAcknowledgementHasToWait() {
        receive(WATERMARK, AT_LEAST_ONCE);
        Runnable oldest = open.remove(0);

        done(WATERMARK / 2);

        assertThat(link.acknowledged()).isEmpty();
        assertThat(link.reading()).isTrue();
        oldest.run();
        assertThat(link.acknowledged()).hasSize(WATERMARK / 2 + 1);
    }

    @Test
    void shouldPauseAgain() {
        receive(WATERMARK, AT_LEAST_ONCE);
        done(WATERMARK / 2);

        receive(WATERMARK / 2, AT_LEAST_ONCE);

        assertThat(link.reading()).isFalse();
    }

    @Test
    void shouldReadOnForAnswersThatHandlersMayWaitFor() {
        answersAwaited = true;
        receive(MOST - 1, AT_LEAST_ONCE);
        assertThat(link.reading()).isTrue();

        receive(1, AT_LEAST_ONCE);

        assertThat(link.reading()).isFalse();
    }

    @Test
    void shouldReadAgainForTheFirstAnswerThatHandlersMayWaitFor() {
        receive(WATERMARK, AT_LEAST_ONCE);
        answersAwaited = true;

        intake.awaitAnswers();

        assertThat(link.reading()).isTrue();
    }

    @Test
    void shouldNotReadWithoutEndForAnswers() {
        answersAwaited = true;
        receive(MOST, AT_LEAST_ONCE);

        intake.awaitAnswers();

        assertThat(link.reading()).isFalse();
    }

    @Test
    void shouldReadAgainWhenHandlersThatDoNotEndGaveWay() {
        receive(WATERMARK, AT_LEAST_ONCE);

        channel.advanceTimeBy(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();

        assertThat(link.reading()).isTrue();
        assertThat(intake.size()).isZero();
    }

    @Test
    void shouldCountNothingMoreOnceTheConnectionIsGone() {
        receive(WATERMARK, AT_LEAST_ONCE);
        intake.disconnected();

        done(WATERMARK);

        assertThat(intake.size()).isZero();
        assertThat(link.acknowledged()).isEmpty();
    }

    @Test
    void shouldCountAnewOnTheNextConnection() {
        receive(WATERMARK, AT_LEAST_ONCE);
        List<Runnable> late = List.copyOf(open);
        intake.disconnected();
        FakeLink next = new FakeLink();
        intake.connected(next, true);

        receive(WATERMARK - 1, AT_LEAST_ONCE);
        assertThat(next.reading()).isTrue();
        late.forEach(Runnable::run);
        receive(1, AT_LEAST_ONCE);

        assertThat(next.reading()).isFalse();
        assertThat(intake.size()).isEqualTo(WATERMARK);
    }

    // ----

    /** Messages of long ago, whose handlers are late as soon as somebody looks. */
    private void receive(int messages, QoS qos) {
        long longAgo = System.nanoTime() - PATIENCE.toNanos();
        for (int i = 0; i < messages; i++) {
            InboundMessage message = new InboundMessage(new TopicName("t"), Buffer.buffer(), qos, false, false);
            intake.received(message, qos == QoS.AT_MOST_ONCE ? 0 : ++lastId, longAgo);
        }
    }

    /** The handlers of the oldest are through. */
    private void done(int messages) {
        for (int i = 0; i < messages; i++) {
            open.remove(0).run();
        }
    }
}
