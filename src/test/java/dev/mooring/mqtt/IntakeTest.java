package dev.mooring.mqtt;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

import static dev.mooring.mqtt.QoS.AT_LEAST_ONCE;
import static dev.mooring.mqtt.QoS.AT_MOST_ONCE;
import static dev.mooring.mqtt.QoS.EXACTLY_ONCE;
import static org.assertj.core.api.Assertions.assertThat;

class IntakeTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Subscriptions subscriptions = new Subscriptions();
    private final SessionLog log = new SessionLog();
    private final Intake intake = intake(channel.eventLoop());
    private final FakeLink link = new FakeLink();

    /** What the handler of {@code t} was given, and what it has to run. */
    private final List<String> handled = new ArrayList<>();

    private final List<Runnable> done = new ArrayList<>();

    private Intake intake(EventLoop loop) {
        return new Intake(loop, subscriptions, log, new Limits(10, 10, 1_000), () -> false, PATIENCE);
    }

    private void keepAll() {
        subscribe((message, whenDone) -> {
            handled.add(message.payload().toString());
            done.add(whenDone);
        });
    }

    private void subscribe(MessageHandler handler) {
        subscriptions.add(new Subscriptions.Entry(new TopicFilter("t"), EXACTLY_ONCE, SubscribeOptions.NONE, handler));
    }

    @Test
    void shouldAcknowledgeInTheOrderOfArrival() {
        keepAll();
        intake.connected(link, false);
        receive(AT_LEAST_ONCE, 7);
        receive(EXACTLY_ONCE, 8);
        receive(AT_MOST_ONCE, 0);
        assertThat(intake.size()).isEqualTo(3);

        done.get(1).run();
        done.get(2).run();
        assertThat(link.acknowledged()).isEmpty();
        done.get(0).run();

        assertThat(link.acknowledged()).containsExactly("puback 7", "pubrec 8");
        assertThat(intake.size()).isZero();
        assertThat(log.acknowledged()).hasSize(2);
    }

    @Test
    void shouldAcknowledgeWhatNobodyHandles() {
        intake.connected(link, false);

        receive(AT_LEAST_ONCE, 1);

        assertThat(link.acknowledged()).containsExactly("puback 1");
        assertThat(log.unhandled()).hasSize(1);
    }

    @Test
    void shouldAcknowledgeNothingOverTheNextConnection() {
        keepAll();
        intake.connected(link, false);
        receive(AT_LEAST_ONCE, 1);
        FakeLink next = reconnect(true);

        done.get(0).run();

        assertThat(link.acknowledged()).isEmpty();
        assertThat(next.acknowledged()).isEmpty();
        assertThat(intake.size()).isZero();
    }

    // ---- what comes again

    @Test
    void shouldCallSupersededWhatTheBrokerSendsAgain() {
        List<Acknowledgement> kept = keepAcknowledgements();
        intake.connected(link, false);
        receive(AT_LEAST_ONCE, 1);

        intake.disconnected();
        assertThat(kept.get(0).superseded()).isFalse(); // the broker may lose the session yet
        intake.connected(new FakeLink(null, true), true);
        receive(AT_LEAST_ONCE, 1);

        assertThat(kept).extracting(Acknowledgement::superseded).containsExactly(true, false);
    }

    @Test
    void shouldCallNothingSupersededWhenTheSessionIsLost() {
        List<Acknowledgement> kept = keepAcknowledgements();
        intake.connected(link, false);
        receive(AT_LEAST_ONCE, 1);
        reconnect(false);

        reconnect(true);

        assertThat(kept).extracting(Acknowledgement::superseded).containsExactly(false);
    }

    @Test
    void shouldNeverCallSupersededWhatIsNotHandedOutAgain() {
        List<Acknowledgement> kept = keepAcknowledgements();
        intake.connected(link, false);
        receive(AT_MOST_ONCE, 0);
        receive(EXACTLY_ONCE, 1);

        reconnect(true);

        assertThat(kept).extracting(Acknowledgement::superseded).containsExactly(false, false);
    }

    @Test
    void shouldCallSupersededEachShareOfSeveralHandlers() {
        List<Acknowledgement> kept = keepAcknowledgements();
        subscribe((message, whenDone) -> kept.add(whenDone));
        intake.connected(link, false);
        receive(AT_LEAST_ONCE, 1);
        assertThat(kept).extracting(Acknowledgement::superseded).containsExactly(false, false);

        reconnect(true);

        assertThat(kept).extracting(Acknowledgement::superseded).containsExactly(true, true);
    }

    @Test
    void shouldTellHandlersWhenTheSessionGoesOn() {
        List<String> told = new ArrayList<>();
        subscribe(new MessageHandler() {
            @Override
            public void handle(InboundMessage message, Acknowledgement whenDone) {
                told.add("message");
            }

            @Override
            public void resumed() {
                told.add("resumed");
            }
        });
        intake.connected(link, true);
        receive(AT_LEAST_ONCE, 1);
        reconnect(false);
        assertThat(told).containsExactly("message");

        reconnect(true);
        receive(AT_LEAST_ONCE, 1);

        assertThat(told).containsExactly("message", "resumed", "message");
    }

    private List<Acknowledgement> keepAcknowledgements() {
        List<Acknowledgement> kept = new ArrayList<>();
        subscribe((message, whenDone) -> kept.add(whenDone));
        return kept;
    }

    @Test
    void shouldTakeNothingOnceStopped() {
        keepAll();
        intake.connected(link, false);

        intake.stop();
        receive(AT_LEAST_ONCE, 1);

        assertThat(handled).isEmpty();
        assertThat(link.acknowledged()).isEmpty();
    }

    // ---- QoS 2

    @Test
    void shouldHandleOnceWhatComesTwice() {
        keepAll();
        intake.connected(link, false);
        receive(EXACTLY_ONCE, 5);
        receive(EXACTLY_ONCE, 5);
        assertThat(handled).hasSize(1);

        done.get(0).run();
        assertThat(link.acknowledged()).containsExactly("pubrec 5");

        receive(EXACTLY_ONCE, 5);
        assertThat(link.acknowledged()).containsExactly("pubrec 5", "pubrec 5");
        assertThat(handled).hasSize(1);
    }

    @Test
    void shouldHandleOnceWhatComesAgainOverTheNextConnection() {
        keepAll();
        intake.connected(link, false);
        receive(EXACTLY_ONCE, 5);
        receive(EXACTLY_ONCE, 6);
        done.get(0).run();
        FakeLink next = reconnect(true);

        receive(EXACTLY_ONCE, 5);
        receive(EXACTLY_ONCE, 6);
        assertThat(next.acknowledged()).containsExactly("pubrec 5");
        done.get(1).run();

        assertThat(next.acknowledged()).containsExactly("pubrec 5", "pubrec 6");
        assertThat(handled).hasSize(2);
        assertThat(intake.size()).isZero();
    }

    @Test
    void shouldHandleAnewWhatABrokerSendsThatForgotTheSession() {
        keepAll();
        intake.connected(link, false);
        receive(EXACTLY_ONCE, 5);
        done.get(0).run();
        reconnect(false);

        receive(EXACTLY_ONCE, 5);

        assertThat(handled).hasSize(2);
    }

    @Test
    void shouldTakeAnIdForAnotherMessageAfterPubrel() {
        keepAll();
        intake.connected(link, false);
        receive(EXACTLY_ONCE, 5);
        done.get(0).run();
        intake.pubRel(5, link);
        receive(EXACTLY_ONCE, 5);

        assertThat(handled).hasSize(2);
        assertThat(link.acknowledged()).containsExactly("pubrec 5", "pubcomp 5");
    }

    @Test
    void shouldAnswerPubrelOfWhatItDoesNotKnow() {
        intake.connected(link, false);

        intake.pubRel(9, link);

        assertThat(link.acknowledged()).containsExactly("pubcomp 9 unknown");
    }

    // ---- handlers that fail

    @Test
    void shouldNotAcknowledgeWhatAHandlerThrewAt() {
        subscribe((message, whenDone) -> {
            throw new IllegalStateException("broken");
        });
        intake.connected(link, false);
        receive(AT_LEAST_ONCE, 1);
        receive(EXACTLY_ONCE, 2);

        assertThat(link.acknowledged()).isEmpty();
        assertThat(intake.size()).isZero();
        assertThat(log.events()).containsExactly("handler failed: broken", "handler failed: broken");
    }

    @Test
    void shouldHandleAgainWhatAHandlerThrewAt() {
        List<Integer> calls = new ArrayList<>();
        subscribe((message, whenDone) -> {
            calls.add(1);
            if (calls.size() == 1) {
                throw new IllegalStateException("broken");
            }
            whenDone.run();
        });
        intake.connected(link, false);
        receive(EXACTLY_ONCE, 2);
        FakeLink next = reconnect(true);
        receive(EXACTLY_ONCE, 2);

        assertThat(calls).hasSize(2);
        assertThat(next.acknowledged()).containsExactly("pubrec 2");
    }

    @Test
    void shouldWaitForAllHandlersOfAMessage() {
        keepAll();
        keepAll();
        intake.connected(link, false);
        receive(AT_LEAST_ONCE, 1);

        done.get(0).run();
        done.get(0).run();
        assertThat(link.acknowledged()).isEmpty();
        done.get(1).run();

        assertThat(link.acknowledged()).containsExactly("puback 1");
    }

    @Test
    void shouldLeaveDoneWhatAHandlerCalledDoneBeforeItThrew() {
        List<Integer> calls = new ArrayList<>();
        subscribe((message, whenDone) -> {
            calls.add(1);
            whenDone.run();
            throw new IllegalStateException("too late");
        });
        intake.connected(link, false);

        receive(AT_LEAST_ONCE, 1);
        receive(EXACTLY_ONCE, 2);
        receive(EXACTLY_ONCE, 2);

        assertThat(intake.size()).isZero();
        assertThat(calls).as("not handled twice").hasSize(2);
        assertThat(link.acknowledged()).containsExactly("puback 1", "pubrec 2", "pubrec 2");
    }

    @Test
    void shouldFlushTheLivingConnectionWhenALateHandlerOfALostOneIsDoneAsWell() {
        DefaultEventLoop loop = new DefaultEventLoop();
        try {
            Intake elsewhere = intake(loop);
            keepAll();
            FakeLink next = new FakeLink();
            CompletableFuture<Void> turn = CompletableFuture.runAsync(
                    () -> {
                        elsewhere.connected(link, false);
                        receive(elsewhere, AT_LEAST_ONCE, 1);
                        elsewhere.disconnected();
                        elsewhere.connected(next, true);
                        receive(elsewhere, AT_LEAST_ONCE, 2);
                        CompletableFuture.runAsync(() -> done.forEach(Runnable::run), task -> new Thread(task).start())
                                .orTimeout(10, TimeUnit.SECONDS)
                                .join();
                    },
                    loop);
            turn.orTimeout(20, TimeUnit.SECONDS).join();
            CompletableFuture.runAsync(() -> {}, loop)
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();

            assertThat(next.acknowledged()).containsExactly("puback 2");
            assertThat(next.flushes()).isPositive();
        } finally {
            loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    // ----

    private void receive(QoS qos, int packetId) {
        receive(intake, qos, packetId);
    }

    private static void receive(Intake intake, QoS qos, int packetId) {
        intake.received(
                new InboundMessage(new TopicName("t"), Buffer.buffer("m" + packetId), qos, false, false),
                packetId,
                System.nanoTime());
    }

    private FakeLink reconnect(boolean sessionPresent) {
        intake.disconnected();
        FakeLink next = new FakeLink(null, sessionPresent);
        intake.connected(next, sessionPresent);
        return next;
    }
}
