package dev.mooring.event;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.MessageProperties;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.mqtt.TopicName;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RequestsTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final TopicFilter REPLIES = new TopicFilter("replies");

    private final Vertx vertx = Vertx.vertx();
    private final RecordingLink link = new RecordingLink(vertx.getOrCreateContext());
    private final Requests requests =
            new Requests(link, new EventDecoder(JsonMapper.builder().build()), 2);
    private final List<String> sent = new CopyOnWriteArrayList<>();

    @AfterEach
    void end() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void shouldSendOnlyWhenSomebodySubscribesAndListenFirst() throws Exception {
        Uni<IncomingEvent> lazy = request("1", LONG);
        assertThat(sent).isEmpty();

        lazy.subscribe().withSubscriber(UniAssertSubscriber.create());
        onLoop(() -> {});

        assertThat(sent).containsExactly("1");
        assertThat(link.handlers).containsOnlyKeys(REPLIES);
    }

    @Test
    void shouldMatchByCorrelationDataFirst() throws Exception {
        UniAssertSubscriber<IncomingEvent> first = asked("1");
        UniAssertSubscriber<IncomingEvent> second = asked("2");

        reply("2", null, "1");

        assertThat(first.awaitItem(LONG).getItem().id()).isEqualTo("2");
        second.assertNotTerminated();
    }

    @Test
    void shouldMatchByCorrelateBeforeTheId() throws Exception {
        UniAssertSubscriber<IncomingEvent> first = asked("1");
        UniAssertSubscriber<IncomingEvent> second = asked("2");

        reply("2", "1", null);

        assertThat(first.awaitItem(LONG).getItem().id()).isEqualTo("2");
        second.assertNotTerminated();
    }

    @Test
    void shouldMatchByTheIdAlsoWhenCorrelationDataIsSomebodyElses() throws Exception {
        UniAssertSubscriber<IncomingEvent> first = asked("1");

        reply("1", null, "other");

        first.awaitItem(LONG);
    }

    @Test
    void shouldAnswerARequestOnce() throws Exception {
        UniAssertSubscriber<IncomingEvent> first = asked("1");

        reply("1", null, null);
        reply("1", null, null);

        first.awaitItem(LONG).assertCompleted();
        assertThat(link.done).isEqualTo(2);
    }

    @Test
    void shouldAcknowledgeRepliesThatNobodyWantsAndThoseThatAreNone() throws Exception {
        UniAssertSubscriber<IncomingEvent> first = asked("1");

        reply("x", null, null);
        link.deliver(REPLIES, message("no event", MessageProperties.NONE));

        first.assertNotTerminated();
        assertThat(link.done).isEqualTo(2);
        assertThat(link.countOf(EventOutcome.UNDECODABLE)).isEqualTo(1);
    }

    @Test
    void shouldFailWhenNobodyAnswersInTime() {
        UniAssertSubscriber<IncomingEvent> nobody =
                request("1", Duration.ofMillis(20)).subscribe().withSubscriber(UniAssertSubscriber.create());

        Throwable failure = nobody.awaitFailure(LONG).getFailure();

        assertThat(failure).isInstanceOf(RequestException.class).hasMessage("no reply within PT0.02S");
        assertThat(((RequestException) failure).reason()).isEqualTo(RequestException.Reason.TIMEOUT);
    }

    @Test
    void shouldBoundThoseThatWaitAndMakeRoomAgain() throws Exception {
        UniAssertSubscriber<IncomingEvent> first = asked("1");
        UniAssertSubscriber<IncomingEvent> second = asked("2");

        assertReason(asked("3"), RequestException.Reason.TOO_MANY);

        reply("1", null, null);
        first.awaitItem(LONG);
        second.cancel();
        onLoop(() -> {});
        UniAssertSubscriber<IncomingEvent> fourth = asked("4");
        UniAssertSubscriber<IncomingEvent> fifth = asked("5");
        assertReason(asked("6"), RequestException.Reason.TOO_MANY);
        reply("4", null, null);
        reply("5", null, null);
        fourth.awaitItem(LONG);
        fifth.awaitItem(LONG);
        assertThat(sent).containsExactly("1", "2", "4", "5");
    }

    @Test
    void shouldRefuseASecondRequestWithTheSameIdAndKeepTheFirst() throws Exception {
        UniAssertSubscriber<IncomingEvent> first = asked("1");

        assertReason(asked("1"), RequestException.Reason.TOO_MANY);
        assertReason(asked("1"), RequestException.Reason.TOO_MANY);

        reply("1", null, null);
        first.awaitItem(LONG);
    }

    @Test
    void shouldFailWhenTheRequestCannotBeSentAndMakeRoom() throws Exception {
        for (int i = 0; i < 5; i++) {
            UniAssertSubscriber<IncomingEvent> failing = requests.await(
                            "1", REPLIES, LONG, id -> Uni.createFrom().failure(new IllegalArgumentException("bad")))
                    .subscribe()
                    .withSubscriber(UniAssertSubscriber.create());
            failing.awaitFailure(LONG).assertFailedWith(IllegalArgumentException.class, "bad");
            onLoop(() -> {});
        }
    }

    @Test
    void shouldListenOnceToEachTopic() throws Exception {
        for (int i = 0; i < 5; i++) {
            asked("a" + i).cancel();
            onLoop(() -> {});
        }

        assertThat(link.subscribed).containsExactly(REPLIES);
    }

    @Test
    void shouldBoundTheTopicsOfReplies() throws Exception {
        for (int i = 0; i < 1024; i++) {
            requests.await("x", new TopicFilter("replies/" + i), LONG, id -> Uni.createFrom()
                            .voidItem())
                    .subscribe()
                    .withSubscriber(UniAssertSubscriber.<IncomingEvent>create())
                    .cancel();
            onLoop(() -> {});
        }

        assertReason(asked("1"), RequestException.Reason.TOO_MANY);
        assertThat(link.subscribed).hasSize(1024);
    }

    @Test
    void shouldFailAllThatWaitWhenItStopsAndThoseAfter() throws Exception {
        UniAssertSubscriber<IncomingEvent> first = asked("1");

        requests.stop();

        assertReason(first, RequestException.Reason.STOPPED);
        assertReason(asked("2"), RequestException.Reason.STOPPED);
        assertThat(sent).containsExactly("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT24H0.001S", "PT2562047788015215H30M7S"})
    void shouldRefuseTimeoutsThatMakeNoSense(Duration timeout) {
        assertThatThrownBy(() -> request("1", timeout))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("timeout of a request must be above 0 s and at most 1 day, got: ");
    }

    private Uni<IncomingEvent> request(String id, Duration timeout) {
        return requests.await(id, REPLIES, timeout, sending -> {
            sent.add(sending);
            return Uni.createFrom().voidItem();
        });
    }

    private UniAssertSubscriber<IncomingEvent> asked(String id) throws Exception {
        UniAssertSubscriber<IncomingEvent> asked =
                request(id, LONG).subscribe().withSubscriber(UniAssertSubscriber.create());
        onLoop(() -> {});
        return asked;
    }

    private void reply(String id, @Nullable String correlate, @Nullable String data) throws Exception {
        String more = correlate == null ? "" : "\"correlate\":\"" + correlate + "\",";
        String payload = "{" + more + "\"id\":\"" + id + "\",\"type\":\"r\",\"ts\":1.5,\"source\":\"s\",\"data\":{}}";
        MessageProperties properties =
                data == null ? MessageProperties.NONE : MessageProperties.NONE.withCorrelationData(Buffer.buffer(data));
        link.deliver(REPLIES, message(payload, properties));
    }

    private static InboundMessage message(String payload, MessageProperties properties) {
        return new InboundMessage(
                new TopicName("replies"), Buffer.buffer(payload), QoS.AT_LEAST_ONCE, false, false, properties);
    }

    private static void assertReason(UniAssertSubscriber<IncomingEvent> asked, RequestException.Reason reason) {
        assertThat(asked.awaitFailure(LONG).getFailure())
                .isInstanceOfSatisfying(RequestException.class, failure -> assertThat(failure.reason())
                        .isEqualTo(reason));
    }

    /** Runs behind everything that is on the event loop now. */
    private void onLoop(Runnable action) throws Exception {
        link.onLoop(action);
    }
}
