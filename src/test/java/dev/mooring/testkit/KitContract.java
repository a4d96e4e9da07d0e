package dev.mooring.testkit;

import dev.mooring.event.DedupeOptions;
import dev.mooring.event.EventClient;
import dev.mooring.event.EventFormat;
import dev.mooring.event.EventOutcome;
import dev.mooring.event.IncomingEvent;
import dev.mooring.event.OutgoingEvent;
import dev.mooring.event.RetryOptions;
import dev.mooring.mqtt.PublishException;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What tests of users may rely on, whatever connects their clients: without a broker it is as with one. */
abstract class KitContract {

    static final Duration LONG = Duration.ofSeconds(30);

    @FromKit
    EventClients clients;

    @FromKit(clientId = "listener")
    EventClient listener;

    final List<String> heard = new CopyOnWriteArrayList<>();

    @BeforeEach
    void connectTheListener() {
        connect(listener);
    }

    @Test
    void shouldHandOverByWildcards(EventClient client) {
        listener.subscribe("a/+/c", event -> heard.add("one:" + event.topic()));
        listener.subscribe("a/#", event -> heard.add("all:" + event.topic()));
        clients.settle();

        for (String topic : List.of("a", "a/b/c", "a/b/d", "b/b/c", "$a/b/c")) {
            publish(client, OutgoingEvent.of(topic, "t", Map.of()));
        }

        soon(() -> assertThat(heard).containsExactlyInAnyOrder("all:a", "one:a/b/c", "all:a/b/c", "all:a/b/d"));
    }

    @Test
    void shouldKeepRetainedEventsForLaterSubscribers(EventClient client) {
        publish(
                client,
                OutgoingEvent.of("config", "config.update", Map.of("mode", "old"))
                        .retained());
        publish(
                client,
                OutgoingEvent.of("config", "config.update", Map.of("mode", "new"))
                        .retained());
        publish(client, OutgoingEvent.of("config", "config.update", Map.of("mode", "passing")));

        listener.subscribe("config", event -> heard.add(event.data().get("mode").textValue() + event.retained()));

        soon(() -> assertThat(heard).containsExactly("newtrue"));
        publish(
                client,
                OutgoingEvent.of("config", "config.update", Map.of("mode", "live"))
                        .retained());
        soon(() -> assertThat(heard).containsExactly("newtrue", "livefalse"));
    }

    @Test
    void shouldDeliverAtTheWeakerQualityOfService(EventClient client) {
        listener.on("q").qos(QoS.AT_LEAST_ONCE).handle(event -> {
            heard.add(event.type() + event.qos().level());
        });
        clients.settle();
        connect(client);

        for (QoS qos : QoS.values()) {
            publish(client, OutgoingEvent.of("q", "t", Map.of()).withQos(qos));
        }

        soon(() -> assertThat(heard).containsExactly("t0", "t1", "t1"));
    }

    @Test
    void shouldTakeTurnsInSharedSubscriptions(EventClient client) {
        EventClient second = clients.client("second");
        connect(second);
        listener.subscribe("$share/workers/jobs", event -> heard.add("first"));
        second.subscribe("$share/workers/jobs", event -> heard.add("second"));
        clients.settle();

        for (int i = 0; i < 4; i++) {
            publish(client, OutgoingEvent.of("jobs", "t", Map.of("n", i)));
        }

        soon(() -> assertThat(heard).containsExactlyInAnyOrder("first", "first", "second", "second"));
    }

    @Test
    void shouldHandOverNothingAfterTheSubscriptionWasCancelled(EventClient client) {
        Subscription subscription = listener.subscribe("a", event -> heard.add(event.type()));
        clients.settle();
        publish(client, OutgoingEvent.of("a", "before", Map.of()));
        soon(() -> assertThat(heard).containsExactly("before"));

        subscription.cancel();
        clients.settle();
        listener.subscribe("a", event -> heard.add("other:" + event.type()));
        clients.settle();
        publish(client, OutgoingEvent.of("a", "after", Map.of()));

        soon(() -> assertThat(heard).containsExactly("before", "other:after"));
    }

    @Test
    void shouldRecordWhatWasPublished(EventClient client, RecordedEvents events) {
        connect(client);
        publish(client, OutgoingEvent.of("a/b", "said", Map.of("n", 1)).withCorrelationId("q1"));
        publish(
                client,
                OutgoingEvent.of("a/c", "kept", Map.of())
                        .withQos(QoS.EXACTLY_ONCE)
                        .retained());
        publish(client, OutgoingEvent.of("b", "lost", Map.of()).withQos(QoS.AT_MOST_ONCE));
        clients.settle();

        assertThat(events.all()).extracting(RecordedEvent::type).containsExactly("said", "kept", "lost");
        assertThat(events.on("a/+")).extracting(RecordedEvent::topic).containsExactly("a/b", "a/c");
        RecordedEvent said = events.ofType("said").get(0);
        assertThat(said.id()).isEqualTo("q1");
        assertThat(said.source()).isEqualTo("test");
        assertThat(said.data(Counted.class)).isEqualTo(new Counted(1));
        assertThat(said.qos()).isEqualTo(QoS.AT_LEAST_ONCE);
        assertThat(said.retained()).isFalse();
        RecordedEvent kept = events.awaitTopic("a/c", LONG);
        assertThat(kept.qos()).isEqualTo(QoS.EXACTLY_ONCE);
        assertThat(events.ofType("lost").get(0).qos()).isEqualTo(QoS.AT_MOST_ONCE);

        events.clear();
        assertThat(events.all()).isEmpty();
    }

    /** Data of an event. */
    public record Counted(int n) {}

    @Test
    void shouldWaitForAnEvent(EventClient client, RecordedEvents events) {
        CompletableFuture<RecordedEvent> found = CompletableFuture.supplyAsync(
                () -> events.await(each -> each.topic().endsWith("3"), LONG));

        for (int i = 0; i < 5; i++) {
            publish(client, OutgoingEvent.of("a/" + i, "t", Map.of()));
        }

        assertThat(found).succeedsWithin(LONG).extracting(RecordedEvent::topic).isEqualTo("a/3");
    }

    @Test
    void shouldSayWhatThereWasWhenTheWantedEventDoesNotCome(EventClient client, RecordedEvents events) {
        publish(client, OutgoingEvent.of("a", "said", Map.of("n", 42)));
        clients.settle();

        assertThatThrownBy(() -> events.awaitType("answered", Duration.ofMillis(20)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("of the type answered", "a (AT_LEAST_ONCE)", "\"n\":42");
    }

    @Test
    void shouldCarryRequestsAndReplies(EventClient client) {
        listener.subscribe(
                "ask",
                request -> publishReply(
                        request,
                        OutgoingEvent.of(
                                "not/used",
                                "answer",
                                Map.of("n", request.data().get("n").intValue() + 1))));
        clients.settle();

        IncomingEvent reply = client.request(OutgoingEvent.of("ask", "question", Map.of("n", 1)), LONG)
                .await()
                .atMost(LONG);

        assertThat(reply.topic()).isEqualTo("replies/test");
        assertThat(reply.data(Counted.class)).isEqualTo(new Counted(2));
    }

    private void publishReply(IncomingEvent request, OutgoingEvent reply) {
        listener.reply(request, reply).await().atMost(LONG);
    }

    @Test
    void shouldRecordHealthEventsAndHeartbeats(RecordedEvents events) {
        EventClient service =
                clients.client("service", settings -> settings.withHealth(true).withHeartbeat(Duration.ofMillis(20)));
        connect(service);

        assertThat(events.awaitTopic("system/health/service", LONG).data().toString())
                .isEqualTo("{\"ok\":true,\"event\":\"ready\"}");
        RecordedEvent heartbeat = events.awaitTopic("system/keepalive/service", LONG);
        assertThat(heartbeat.isEvent()).isFalse();
        assertThat(heartbeat.type()).isEmpty();
        assertThat(heartbeat.text()).startsWith("{\"ok\":true,\"event\":\"heartbeat\"");
        assertThatThrownBy(heartbeat::data).isInstanceOf(IllegalStateException.class);

        service.close();
        events.await(each -> each.isEvent() && each.text().contains("\"shutdown\""), LONG);
        assertThat(service.connected()).isFalse();
        assertThatThrownBy(() -> publish(service, OutgoingEvent.of("a", "t", Map.of())))
                .isInstanceOfSatisfying(PublishException.class, failure -> assertThat(failure.reason())
                        .isEqualTo(PublishException.Reason.STOPPED));
    }

    @Test
    void shouldRetryDeadLetterAndDeduplicateAsEver(EventClient client, RecordedEvents events) {
        EventClient service =
                clients.client("service", settings -> settings.withDedupe(DedupeOptions.of(Duration.ofMinutes(1))));
        service.on("a").retry(new RetryOptions(1, Duration.ofMillis(10))).handle(event -> {
            heard.add(event.id());
            throw new IllegalStateException("broken");
        });
        connect(service);
        clients.settle();

        OutgoingEvent twice = OutgoingEvent.of("a", "t", Map.of()).withCorrelationId("same");
        publish(client, twice);
        publish(client, twice);

        events.awaitTopic("dead-letter/a", LONG);
        soon(() -> assertThat(service.count(EventOutcome.DUPLICATE)).isEqualTo(1));
        assertThat(heard).containsExactly("same", "same");
    }

    @Test
    void shouldCarryCloudEvents(RecordedEvents events) {
        EventClient modern = clients.client("modern", settings -> settings.withFormat(EventFormat.CLOUDEVENTS));

        publish(modern, OutgoingEvent.of("a", "com.example.said", Map.of("n", 7)));

        RecordedEvent said = events.awaitType("com.example.said", LONG);
        assertThat(said.data(Counted.class)).isEqualTo(new Counted(7));
    }

    @Test
    void shouldLoseWhatIsPublishedBeforeTheClientIsThere(EventClient client) {
        EventClient late = clients.client("late");
        late.subscribe("a", event -> heard.add(event.type()));
        publish(client, OutgoingEvent.of("a", "early", Map.of()));

        connect(late);
        clients.settle();
        publish(client, OutgoingEvent.of("a", "later", Map.of()));

        soon(() -> assertThat(heard).containsExactly("later"));
    }

    @Test
    void shouldBeginEachTestAnew(RecordedEvents events, EventClient client) {
        shouldStayAlone(events, client);
    }

    @Test
    void shouldBeginEachTestAnewAlsoAfterAnother(RecordedEvents events, EventClient client) {
        shouldStayAlone(events, client);
    }

    private void shouldStayAlone(RecordedEvents events, EventClient client) {
        assertThat(events.all()).isEmpty();
        assertThat(client.connected()).isFalse();
        assertThat(client.clientId()).isEqualTo("test");
        listener.subscribe("alone", event -> heard.add(event.type()));
        clients.settle();
        publish(client, OutgoingEvent.of("alone", "only", Map.of()).retained());
        soon(() -> assertThat(heard).containsExactly("only"));
    }

    static void connect(EventClient client) {
        client.connect().await().atMost(LONG);
    }

    static void publish(EventClient client, OutgoingEvent event) {
        client.publish(event).await().atMost(LONG);
    }

    static void soon(ThrowingRunnable assertion) {
        await("soon")
                .atMost(LONG)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(assertion);
    }
}
