package dev.mooring.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mooring.broker.MqttVersion;
import dev.mooring.broker.OnEveryBroker;
import dev.mooring.broker.TestBroker;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.Subscription;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Handlers that throw, hang, block or come too late: what becomes of their events, and of those behind them. */
@OnEveryBroker(versions = {MqttVersion.V5, MqttVersion.V3_1_1})
class HandlersUnderFaultsTest extends EventsOnBrokers {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final RetryOptions TWICE = new RetryOptions(2, Duration.ofMillis(10));

    private final List<String> handled = new CopyOnWriteArrayList<>();
    private final AtomicInteger attempts = new AtomicInteger();

    HandlersUnderFaultsTest(TestBroker broker, MqttVersion version) {
        super(broker, version);
    }

    @Test
    void shouldAskAHandlerAgainThatThrew() {
        EventClient client = connected();
        client.on(topic).retry(TWICE).handle(event -> {
            if (attempts.incrementAndGet() < 3) {
                throw new IllegalStateException("not now");
            }
            handled.add(event.id());
        });
        subscribed(client);

        publish("1");

        soon(() -> assertThat(handled).containsExactly("1"));
        soon(() -> assertCounts(
                client, Map.of(EventOutcome.FAILED, 2L, EventOutcome.RETRIED, 2L, EventOutcome.HANDLED, 1L)));
    }

    @Test
    void shouldKeepTheOrderWhileAHandlerIsAskedAgain() {
        EventClient client = connected();
        client.on(topic).retry(TWICE).handle(event -> {
            handled.add(event.id());
            if (event.id().equals("1") && attempts.incrementAndGet() < 3) {
                throw new IllegalStateException("not now");
            }
        });
        subscribed(client);

        publish("1");
        publish("2");

        soon(() -> assertThat(handled).containsExactly("1", "1", "1", "2"));
    }

    @Test
    void shouldDeadLetterWhatNoAttemptHandlesAndGoOn() throws Exception {
        peer.subscribe("dead-letter/" + topic, 1);
        EventClient client = connected();
        client.on(topic).retry(TWICE).handle(event -> {
            if (event.id().equals("1")) {
                attempts.incrementAndGet();
                throw new IllegalStateException("never");
            }
            handled.add(event.id());
        });
        subscribed(client);

        publish("1");
        publish("2");

        soon(() -> assertThat(handled).containsExactly("2"));
        JsonNode letter = JSON.readTree(awaitEvent("dead-letter/" + topic).text());
        assertThat(letter.get("topic").textValue()).isEqualTo(topic);
        assertThat(letter.get("error").textValue()).contains("IllegalStateException", "never");
        assertThat(letter.get("payload").textValue()).isEqualTo(foreign("1", "t", "{}"));
        assertThat(attempts).hasValue(3);
        soon(() -> assertCounts(
                client,
                Map.of(
                        EventOutcome.FAILED, 3L,
                        EventOutcome.RETRIED, 2L,
                        EventOutcome.DEAD_LETTERED, 1L,
                        EventOutcome.HANDLED, 1L)));
    }

    @Test
    void shouldDeadLetterAtOnceWithoutRetries() {
        EventClient client = connected();
        client.on(topic).retry(new RetryOptions(0, Duration.ofMinutes(1))).handle(event -> {
            throw new IllegalStateException("never");
        });
        subscribed(client);

        publish("1");

        soon(() -> assertCounts(client, Map.of(EventOutcome.FAILED, 1L, EventOutcome.DEAD_LETTERED, 1L)));
    }

    @Test
    void shouldNotWaitForEverForAHandlerThatNeverCompletes() throws Exception {
        peer.subscribe("dead-letter/" + topic, 1);
        EventClient client = connected();
        client.on(topic).handlerTimeout(Duration.ofMillis(100)).handleAsync(event -> {
            handled.add(event.id());
            return event.id().equals("1")
                    ? Uni.createFrom().nothing()
                    : Uni.createFrom().voidItem();
        });
        subscribed(client);

        publish("1");
        publish("2");

        soon(() -> assertThat(handled).containsExactly("1", "2"));
        assertThat(awaitEvent("dead-letter/" + topic).text()).contains("has not answered within PT0.1S");
        soon(() -> assertCounts(
                client, Map.of(EventOutcome.FAILED, 1L, EventOutcome.DEAD_LETTERED, 1L, EventOutcome.HANDLED, 1L)));
    }

    /** One that answers after it was given up must not count twice, nor acknowledge what comes behind it. */
    @Test
    void shouldIgnoreAnAnswerThatComesTooLate() {
        List<UniEmitter<? super Void>> late = new CopyOnWriteArrayList<>();
        EventClient client = connected();
        client.on(topic).handlerTimeout(Duration.ofMillis(100)).handleAsync(event -> {
            handled.add(event.id());
            return event.id().equals("3")
                    ? Uni.createFrom().voidItem()
                    : Uni.createFrom().emitter(late::add);
        });
        subscribed(client);

        publish("1");
        publish("2");
        soon(() -> assertThat(late).hasSize(2));
        late.get(0).complete(null); // of the first, while the second runs
        publish("3");

        soon(() -> assertThat(handled).containsExactly("1", "2", "3"));
        soon(() -> assertCounts(
                client, Map.of(EventOutcome.FAILED, 2L, EventOutcome.DEAD_LETTERED, 2L, EventOutcome.HANDLED, 1L)));
    }

    @Test
    void shouldStayResponsiveWhileAHandlerBlocksAWorker() {
        CountDownLatch release = new CountDownLatch(1);
        EventClient client = connected();
        client.subscribe(topic, event -> {
            attempts.incrementAndGet();
            release.await();
        });
        client.on(topic + "/other").handleAsync(event -> {
            handled.add(event.id());
            return Uni.createFrom().voidItem();
        });
        subscribed(client);
        try {
            publish("1");
            soon(() -> assertThat(attempts).hasValue(1));

            subscribed(client); // a round trip
            peer.publish(topic + "/other", foreign("2", "t", "{}"), 1, false);

            soon(() -> assertThat(handled).containsExactly("2"));
        } finally {
            release.countDown();
        }
        soon(() -> assertCounts(client, Map.of(EventOutcome.HANDLED, 2L)));
    }

    @Test
    void shouldTakeAnErrorForAFailure() {
        EventClient client = connected();
        client.on(topic).retry(TWICE).handle(event -> {
            if (attempts.incrementAndGet() == 1) {
                throw new AssertionError("handler of a test");
            }
            handled.add("blocking" + event.id());
        });
        AtomicInteger asked = new AtomicInteger();
        client.on(topic)
                .retry(new RetryOptions(4, Duration.ofMillis(5)))
                .handleAsync(event -> switch (asked.incrementAndGet()) {
                    case 1 -> throw new StackOverflowError("of a test");
                    case 2 -> Uni.createFrom().failure(new LinkageError("of a test"));
                    case 3 -> nothing();
                    default -> {
                        handled.add("async" + event.id());
                        yield Uni.createFrom().voidItem();
                    }
                });
        subscribed(client);

        publish("1");

        soon(() -> assertThat(handled).containsExactlyInAnyOrder("blocking1", "async1"));
        soon(() -> assertCounts(
                client, Map.of(EventOutcome.FAILED, 4L, EventOutcome.RETRIED, 4L, EventOutcome.HANDLED, 2L)));
    }

    @SuppressWarnings("NullAway") // what a handler must not do, and some will
    private static Uni<Void> nothing() {
        return null;
    }

    @Test
    void shouldGiveEachHandlerOfAFilterEveryEventUntilItIsUnsubscribed() {
        EventClient client = connected();
        Subscription first = client.subscribe(topic, event -> handled.add("first" + event.id()));
        client.subscribe(topic, event -> handled.add("second" + event.id()));
        client.subscribe(topic + "/#", event -> handled.add("third" + event.id()));
        subscribed(client);

        publish("1");
        soon(() -> assertThat(handled).containsExactlyInAnyOrder("first1", "second1", "third1"));

        first.cancel();
        subscribed(client);
        publish("2");
        soon(() -> assertThat(handled).contains("second2", "third2"));
        soon(() -> assertCounts(client, Map.of(EventOutcome.HANDLED, 5L)));
        assertThat(handled).doesNotContain("first2");
    }

    @Test
    void shouldHandleSeveralAtOnceAndThoseOfOneTopicInOrder() {
        int topics = 16;
        int each = 20;
        Map<String, List<Integer>> seen = new ConcurrentHashMap<>();
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        EventClient client = connected();
        client.on(topic + "/+").concurrency(8).handleAsync(event -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            int number = event.data().get("n").intValue();
            return Uni.createFrom()
                    .voidItem()
                    .onItem()
                    .delayIt()
                    .by(Duration.ofMillis(1 + (number * 7) % 5))
                    .invoke(() -> {
                        running.decrementAndGet();
                        seen.computeIfAbsent(event.topic(), key -> new CopyOnWriteArrayList<>())
                                .add(number);
                    });
        });
        subscribed(client);
        EventClient sender = connected(builder(broker.url(), topic + "-sender"));

        List<Uni<Void>> sending = new ArrayList<>();
        for (int n = 0; n < each; n++) {
            for (int t = 0; t < topics; t++) {
                sending.add(sender.publish(topic + "/" + t, "t", Map.of("n", n)));
            }
        }
        Uni.join().all(sending).andFailFast().await().atMost(LONG);

        soon(() -> assertCounts(client, Map.of(EventOutcome.HANDLED, (long) topics * each)));
        assertThat(seen).hasSize(topics);
        assertThat(seen.values())
                .allSatisfy(numbers ->
                        assertThat(numbers).isSorted().doesNotHaveDuplicates().hasSize(each));
        assertThat(most.get()).isBetween(2, 8);
    }

    @Test
    void shouldDropAndCountQosZeroThatFindsAFullBuffer() {
        CountDownLatch release = new CountDownLatch(1);
        EventClient client = connected();
        client.on(topic).qos(QoS.AT_MOST_ONCE).bufferSize(3).handle(event -> {
            release.await();
            handled.add(event.id());
        });
        subscribed(client);
        try {
            for (int i = 0; i < 20; i++) {
                peer.publish(topic, foreign("" + i, "t", "{}"), 0, false);
            }
            soon(() -> assertThat(client.count(EventOutcome.DROPPED)).isEqualTo(16));
        } finally {
            release.countDown();
        }

        soon(() -> assertThat(handled).containsExactly("0", "1", "2", "3"));
        soon(() -> assertCounts(client, Map.of(EventOutcome.DROPPED, 16L, EventOutcome.HANDLED, 4L)));
    }

    /** Of QoS 1 nothing is dropped, since the broker sends no more than its window. */
    @Test
    void shouldDropNothingOfQosOne() {
        CountDownLatch release = new CountDownLatch(1);
        EventClient client = connected();
        client.on(topic).bufferSize(1).handle(event -> {
            release.await();
            handled.add(event.id());
        });
        subscribed(client);
        try {
            for (int i = 0; i < 20; i++) {
                publish("" + i);
            }
        } finally {
            release.countDown();
        }

        soon(() -> assertCounts(client, Map.of(EventOutcome.HANDLED, 20L)));
    }

    @Test
    void shouldNotHandleDeadLettersAgain() {
        peer.subscribe("dead-letter/#", 1);
        EventClient client = connected();
        client.on("#")
                .retry(new RetryOptions(0, Duration.ofSeconds(1)))
                .where(event -> event.type().equals(topic))
                .handle(event -> {
                    attempts.incrementAndGet();
                    throw new IllegalStateException("never");
                });
        subscribed(client);

        peer.publish(topic, foreign("1", topic, "{}"), 1, false);
        awaitEvent("dead-letter/" + topic);
        // An event on a dead letter's topic would be taken for one if it were handled.
        peer.publish("dead-letter/" + topic, foreign("2", topic, "{}"), 1, false);
        peer.publish(topic, foreign("3", topic, "{}"), 1, false);

        soon(() -> assertThat(client.count(EventOutcome.DEAD_LETTERED)).isEqualTo(2));
        assertThat(attempts).hasValue(2);
        assertThat(client.count(EventOutcome.UNDECODABLE)).isZero();
    }

    /** Who names dead letters gets them; one that fails again goes nowhere. */
    @Test
    void shouldHandleDeadLettersWhereTheyAreMeantAndNotBuryThemAgain() {
        peer.subscribe("#", 1);
        EventClient client = connected();
        client.on("dead-letter/" + topic)
                .retry(new RetryOptions(0, Duration.ofSeconds(1)))
                .handle(event -> {
                    attempts.incrementAndGet();
                    throw new IllegalStateException("never");
                });
        subscribed(client);

        peer.publish("dead-letter/" + topic, foreign("1", "t", "{}"), 1, false);

        soon(() -> assertThat(attempts).hasValue(1));
        subscribed(client);
        peer.publish(topic + "/end", "end", 1, false);
        awaitEvent(topic + "/end");
        assertThat(client.count(EventOutcome.DEAD_LETTERED)).isZero();
        assertThat(peer.received()).noneMatch(each -> each.topic().startsWith("dead-letter/dead-letter"));
    }

    @Test
    void shouldDeadLetterWhatIsNoEventAtOnce() throws Exception {
        peer.subscribe("dead-letter/" + topic + "/#", 1);
        EventClient client = connected();
        client.subscribe(topic + "/#", event -> handled.add(event.id()));
        subscribed(client);

        peer.publish(topic + "/text", "{\"id\":7}", 1, false);
        peer.publish(topic + "/bytes", new byte[] {(byte) 0xff, 0, 1}, 1, false);
        peer.publish(topic + "/good", foreign("1", "t", "{}"), 1, false);

        soon(() -> assertThat(handled).containsExactly("1"));
        JsonNode text =
                JSON.readTree(awaitEvent("dead-letter/" + topic + "/text").text());
        assertThat(text.get("payload").textValue()).isEqualTo("{\"id\":7}");
        assertThat(text.get("error").textValue()).isEqualTo("id of an envelope must be text, got: number");
        JsonNode bytes =
                JSON.readTree(awaitEvent("dead-letter/" + topic + "/bytes").text());
        assertThat(bytes.get("payload_base64").textValue()).isEqualTo("/wAB");
        soon(() -> assertCounts(
                client,
                Map.of(EventOutcome.UNDECODABLE, 2L, EventOutcome.DEAD_LETTERED, 2L, EventOutcome.HANDLED, 1L)));
    }

    /** Also what a handler finds out when it looks at the data. */
    @Test
    void shouldNotAskAgainForDataThatNobodyCanRead() {
        EventClient client = connected();
        client.on(topic).retry(TWICE).handle(event -> {
            attempts.incrementAndGet();
            handled.add(event.data().toString());
        });
        subscribed(client);

        peer.publish(topic, foreign("1", "t", "{\"n\":1,\"n\":2}"), 1, false);
        peer.publish(topic, foreign("2", "t", "{\"n\":1e99999999999}"), 1, false);

        soon(() -> assertCounts(client, Map.of(EventOutcome.UNDECODABLE, 2L, EventOutcome.DEAD_LETTERED, 2L)));
        assertThat(attempts).hasValue(2);
    }

    @Test
    void shouldAcknowledgeARedeliveryOnlyWhenTheFirstCopyIsDone() {
        CountDownLatch release = new CountDownLatch(1);
        EventClient client = connected(durable(proxy.url()));
        client.subscribe(topic, event -> {
            attempts.incrementAndGet();
            release.await();
        });
        subscribed(client);
        try {
            publish("1");
            soon(() -> assertThat(attempts).hasValue(1));

            proxy.cut();

            soon(() -> assertThat(client.count(EventOutcome.DUPLICATE)).isEqualTo(1));
        } finally {
            release.countDown();
        }
        soon(() -> assertCounts(client, Map.of(EventOutcome.HANDLED, 1L, EventOutcome.DUPLICATE, 1L)));
        subscribed(client); // the acknowledgement is before this

        proxy.refuse(true);
        proxy.cut();
        EventClient next = make(durable(broker.url()));
        next.subscribe(topic, event -> handled.add(event.id()));
        next.connect().await().atMost(LONG);
        publish("2");
        soon(() -> assertThat(handled).containsExactly("2"));
    }

    /** The process dies before the handler is done: the broker must have a copy still. */
    @Test
    void shouldNotLoseAnEventWhenTheProcessDiesAfterARedelivery() {
        CountDownLatch release = new CountDownLatch(1);
        EventClient client = connected(durable(proxy.url()));
        client.subscribe(topic, event -> {
            attempts.incrementAndGet();
            release.await();
        });
        subscribed(client);
        try {
            publish("1");
            soon(() -> assertThat(attempts).hasValue(1));
            proxy.cut();
            soon(() -> assertThat(client.count(EventOutcome.DUPLICATE)).isEqualTo(1));
            subscribed(client); // an early acknowledgement would be before this

            proxy.refuse(true);
            proxy.cut();
            EventClient next = make(durable(broker.url()));
            next.subscribe(topic, event -> handled.add(event.id()));
            next.connect().await().atMost(LONG);

            // What subscribed() had published may come again as well.
            soon(() -> assertThat(handled).contains("1"));
        } finally {
            release.countDown();
        }
    }

    private EventClientBuilder durable(String url) {
        return builder(url).cleanSession(false).dedupe(Duration.ofSeconds(30));
    }

    private void publish(String id) {
        peer.publish(topic, foreign(id, "t", "{}"), 1, false);
    }

    private static void assertCounts(EventClient client, Map<EventOutcome, Long> expected) {
        for (EventOutcome each : EventOutcome.values()) {
            assertThat(client.count(each)).as(each.name()).isEqualTo(expected.getOrDefault(each, 0L));
        }
    }
}
