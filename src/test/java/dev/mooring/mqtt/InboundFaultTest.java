package dev.mooring.mqtt;

import dev.mooring.broker.ScriptedConnection;
import dev.mooring.mqtt.LiveSession.Keeper;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.mooring.mqtt.LiveSession.soon;
import static io.netty.handler.codec.mqtt.MqttMessageType.PINGREQ;
import static io.netty.handler.codec.mqtt.MqttMessageType.PUBACK;
import static io.netty.handler.codec.mqtt.MqttMessageType.PUBCOMP;
import static io.netty.handler.codec.mqtt.MqttMessageType.PUBREC;
import static org.assertj.core.api.Assertions.assertThat;

/** What becomes of messages that arrive when handlers are slow, wrong or late, and connections end under them. */
class InboundFaultTest extends ScriptedFaults {

    private static final Limits NARROW = new Limits(5, 100, 1 << 20);
    private static final Deadlines IMPATIENT = new Deadlines(NEVER, NEVER, Duration.ofMillis(100));

    // ---- acknowledgements

    @ParameterizedTest
    @ValueSource(strings = {V3, V5})
    void shouldNotAcknowledgeOverTheNextConnectionWhatTheLastOneBrought(String version) {
        LiveSession session = made(version);
        Keeper keeper = session.subscribe("t", false);
        session.session().start();
        ScriptedConnection first = subscribed(false);
        first.publish(7, 1, false, "t", "a");
        keeper.awaitPayloads("a");
        first.close();
        ScriptedConnection second = subscribed(true);

        keeper.done(0);
        second.publish(7, 1, true, "t", "a");
        second.publish(8, 1, false, "t", "b");
        keeper.awaitPayloads("a", "a", "b");
        keeper.done(2);

        expectNothingBefore(session, second);
        keeper.done(1);
        second.expect(PUBACK, 7);
        second.expect(PUBACK, 8);
    }

    @ParameterizedTest
    @ValueSource(strings = {V3, V5})
    void shouldAcknowledgeInTheOrderOfArrivalWhateverOrderAndThreadHandlersFinishIn(String version) {
        LiveSession session = made(version);
        Keeper keeper = session.subscribe("t", false);
        session.session().start();
        ScriptedConnection connection = subscribed(false);
        IntStream.rangeClosed(1, 50).forEach(id -> connection.publish(id, 1 + id % 2, false, "t", "m" + id));
        soon(() -> assertThat(keeper.messages()).hasSize(50));

        CompletableFuture.allOf(IntStream.range(1, 50)
                        .mapToObj(number -> CompletableFuture.runAsync(() -> keeper.done(50 - number)))
                        .toArray(CompletableFuture[]::new))
                .join();
        expectNothingBefore(session, connection);
        keeper.done(0);

        for (int id = 1; id <= 50; id++) {
            connection.expect(id % 2 == 0 ? PUBACK : PUBREC, id);
        }
    }

    @Test
    void shouldSendTheAcknowledgementAlsoWhenTheHandlerOfAnEarlierConnectionFinishesWithIt() throws Exception {
        LiveSession session = made(V5);
        Keeper keeper = session.subscribe("t", false);
        CompletableFuture<Context> loop = new CompletableFuture<>();
        session.session().subscribe(new TopicFilter("where"), QoS.AT_MOST_ONCE, (message, done) -> {
            loop.complete(Vertx.currentContext());
            done.run();
        });
        session.session().start();
        ScriptedConnection first = subscribed(false);
        first.publish(0, 0, false, "where", "");
        first.publish(1, 1, false, "t", "old");
        keeper.awaitPayloads("old");
        first.close();
        ScriptedConnection second = subscribed(true);
        second.publish(1, 1, true, "t", "old");
        keeper.awaitPayloads("old", "old");

        CountDownLatch busy = new CountDownLatch(1);
        loop.get(10, TimeUnit.SECONDS).runOnContext(v -> await(busy));
        keeper.done(0); // both of them
        keeper.done(1); // in one batch
        busy.countDown();

        second.expect(PUBACK, 1);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {V3, V5})
    void shouldLetLaterAcknowledgementsPassAHandlerThatNeverEnds(String version) {
        LiveSession session = made(options(version).deadlines(IMPATIENT));
        Keeper stuck = session.subscribe("stuck", false);
        session.subscribe("t", true);
        session.session().start();
        ScriptedConnection connection = subscribed(false);

        connection.publish(1, 1, false, "stuck", "x");
        connection.publish(2, 1, false, "t", "a");
        connection.publish(3, 2, false, "t", "b");

        connection.expect(PUBACK, 2);
        connection.expect(PUBREC, 3);
        assertThat(session.log().events()).containsExactly("handler overdue");
        stuck.done(0);
        connection.expect(PUBACK, 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {V3, V5})
    void shouldReadOnThoughTheHandlersOfQos0NeverEnd(String version) {
        LiveSession session = made(options(version).limits(NARROW).deadlines(IMPATIENT));
        Keeper stuck = session.subscribe("stuck", false);
        session.subscribe("t", true);
        session.session().start();
        ScriptedConnection connection = subscribed(false);
        for (int round = 1; round <= 3; round++) {
            int messages = round * 10;
            IntStream.range(0, 10).forEach(i -> connection.publish(0, 0, false, "stuck", "x"));
            soon(() -> assertThat(stuck.messages()).hasSize(messages));

            connection.publish(round, 1, false, "t", "a");

            connection.expect(PUBACK, round);
        }
        IntStream.range(0, 30).forEach(stuck::done); // at last: they count no more
        connection.publish(4, 1, false, "t", "a");
        connection.expect(PUBACK, 4);
        assertThat(session.session().unacknowledged()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {V3, V5})
    void shouldLeaveTheMessageOfAThrowingHandlerToTheBroker(String version) {
        LiveSession session = made(version);
        session.session().subscribe(new TopicFilter("bad"), QoS.EXACTLY_ONCE, (message, done) -> {
            throw new IllegalStateException("no");
        });
        session.subscribe("t", true);
        session.session().start();
        ScriptedConnection connection = subscribed(false);

        connection.publish(1, 1, false, "bad", "x");
        connection.publish(2, 2, false, "bad", "y");
        connection.publish(3, 1, false, "t", "a");

        connection.expect(PUBACK, 3);
        expectNothingBefore(session, connection);
        assertThat(session.log().events()).containsExactly("handler failed: no", "handler failed: no");
        assertThat(session.session().unacknowledged()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {V3, V5})
    void shouldCallHandledWhatAHandlerHadDoneBeforeItThrew(String version) {
        LiveSession session = made(version);
        List<String> handled = new CopyOnWriteArrayList<>();
        session.session().subscribe(new TopicFilter("t"), QoS.EXACTLY_ONCE, (message, done) -> {
            handled.add(message.payload().toString());
            done.run();
            throw new IllegalStateException("late");
        });
        session.session().start();
        ScriptedConnection first = subscribed(false);

        first.publish(1, 1, false, "t", "once");
        first.publish(2, 2, false, "t", "exactly once");

        first.expect(PUBACK, 1);
        first.expect(PUBREC, 2);
        assertThat(session.session().unacknowledged()).isZero();
        first.close();
        ScriptedConnection second = subscribed(true);
        second.publish(2, 2, true, "t", "exactly once");
        second.expect(PUBREC, 2);
        second.pubrel(2);
        second.expect(PUBCOMP, 2);
        assertThat(handled).containsExactly("once", "exactly once");
    }

    // ---- handlers that publish

    @ParameterizedTest
    @ValueSource(strings = {V3, V5})
    void shouldReadThePubacksThatHandlersAwaitThoughMoreMessagesThanTheWatermarkCameBefore(String version) {
        LiveSession session = made(options(version).limits(NARROW));
        session.session()
                .subscribe(new TopicFilter("t"), QoS.AT_LEAST_ONCE, (message, done) -> session.send("answer", "x")
                        .onSuccess(v -> done.run()));
        session.session().start();
        ScriptedConnection connection = subscribed(false);
        ByteArrayOutputStream flood = new ByteArrayOutputStream();
        for (int id = 1; id <= 50; id++) {
            flood.writeBytes(publishBytes(version, id, 1, 1024));
        }

        connection.sendRaw(flood.toByteArray());
        for (int id = 1; id <= 50; id++) {
            expectPublish(connection, id + 1, false, "x"); // id 1 was for SUBSCRIBE
        }
        IntStream.rangeClosed(2, 51).forEach(connection::puback);

        for (int id = 1; id <= 50; id++) {
            connection.expect(PUBACK, id);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {V3, V5})
    void shouldReadOnAsSoonAsAnAnswerIsAwaited(String version) {
        LiveSession session = made(options(version).limits(NARROW));
        Keeper keeper = session.subscribe("t", false);
        session.session().start();
        ScriptedConnection connection = subscribed(false);
        IntStream.rangeClosed(1, 10).forEach(id -> connection.publish(id, 1, false, "t", "m" + id));
        soon(() -> assertThat(keeper.messages()).hasSize(10)); // nothing is read any more

        var published = session.send("answer", "x");
        expectPublish(connection, 2, false, "x");
        connection.puback(2);

        LiveSession.done(published);
    }

    // ---- backpressure

    /** Kept shut, it is slow; opened, it is quick. */
    private static final class Gate implements MessageHandler {
        private final List<Runnable> waiting = new CopyOnWriteArrayList<>();
        private volatile boolean opened;
        private final AtomicInteger handled = new AtomicInteger();

        @Override
        public void handle(InboundMessage message, Acknowledgement done) {
            handled.incrementAndGet();
            waiting.add(done);
            if (opened) {
                done.run();
            }
        }

        void open() {
            opened = true;
            waiting.forEach(Runnable::run);
        }
    }

    @ParameterizedTest
    @CsvSource({"3.1.1, 0", "3.1.1, 1", "5, 0"})
    void shouldLeaveToTcpWhatSlowHandlersDoNotTake(String version, int qos) {
        int count = 2000;
        LiveSession session = made(options(version).keepAlive(Duration.ofSeconds(1)));
        Gate gate = new Gate();
        session.session().subscribe(new TopicFilter("t"), QoS.AT_LEAST_ONCE, gate);
        session.session().start();
        ScriptedConnection connection = subscribed(false);
        ByteArrayOutputStream flood = new ByteArrayOutputStream();
        for (int id = 1; id <= count; id++) {
            flood.writeBytes(publishBytes(version, id, qos, 16 * 1024));
        }

        CompletableFuture<Void> sending = connection.startSending(flood.toByteArray());
        for (int second = 1; second <= 3; second++) {
            connection.expect(PINGREQ); // which nobody answers: the silence is our own
        }

        assertThat(sending).as("all in the kernel's buffers").isNotDone();
        assertThat(gate.handled.get()).isBetween(200, 216); // the watermark, and what one read brings beyond it
        assertThat(session.log().words()).containsExactly("connecting", "connected");
        gate.open();
        assertThat(sending).succeedsWithin(ScriptedConnection.DEADLINE);
        soon(() -> assertThat(gate.handled).hasValue(count));
    }

    private static byte[] publishBytes(String version, int id, int qos, int payload) {
        byte[] body = new byte[payload];
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        int length = 3 + (qos > 0 ? 2 : 0) + (version.equals(V5) ? 1 : 0) + payload;
        packet.write(0x30 | (qos << 1));
        for (int rest = length; ; rest >>>= 7) {
            packet.write(rest > 127 ? (rest & 127) | 128 : rest);
            if (rest <= 127) {
                break;
            }
        }
        packet.writeBytes(new byte[] {0, 1, 't'});
        if (qos > 0) {
            packet.write(id >> 8);
            packet.write(id);
        }
        if (version.equals(V5)) {
            packet.write(0);
        }
        packet.writeBytes(body);
        return packet.toByteArray();
    }
}
