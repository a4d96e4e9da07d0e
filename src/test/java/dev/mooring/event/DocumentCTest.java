package dev.mooring.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mooring.broker.MqttVersion;
import dev.mooring.broker.OnEveryBroker;
import dev.mooring.broker.Received;
import dev.mooring.broker.TcpProxy;
import dev.mooring.broker.TestBroker;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.Subscription;
import dev.mooring.mqtt.TopicFilter;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Document C, section by section: each test is named after one. */
@OnEveryBroker(versions = {MqttVersion.V5, MqttVersion.V3_1_1})
class DocumentCTest extends EventsOnBrokers {

    DocumentCTest(TestBroker broker, MqttVersion version) {
        super(broker, version);
    }

    // ---- Basic Usage

    @Test
    @DisplayName("Basic Usage 1: Minimal Example (Publish Only)")
    void shouldPublishOnly() {
        peer.subscribe(topic, 1);
        EventClient client = make(builder(broker.url(), "tars-" + topic));

        client.connect().await().atMost(LONG);
        client.publish(topic, "my.event", Map.of("message", "Hello MQTT!"))
                .await()
                .atMost(LONG);
        client.shutdown().await().atMost(LONG);

        Received received = awaitEvent(topic);
        assertThat(received.text())
                .matches("\\{\"id\":\"[0-9a-f]{32}\",\"type\":\"my.event\",\"ts\":\\d+\\.\\d+,\"source\":\"tars-"
                        + topic + "\",\"data\":\\{\"message\":\"Hello MQTT!\"}}");
        assertThat(client.connected()).isFalse();
    }

    @Test
    @DisplayName("Basic Usage 2: Subscribe to Topics")
    void shouldSubscribeToTopics() {
        List<String> seen = new CopyOnWriteArrayList<>();
        EventClient client = connected();
        client.subscribe(topic + "/events/#", event -> seen.add(event.type() + event.data()));
        client.subscribe(topic + "/commands/+", event -> seen.add(event.type() + event.data()));
        subscribed(client);

        peer.publish(topic + "/events/user/login", foreign("1", "user.login", "{\"n\":1}"), 1, false);
        peer.publish(topic + "/commands/stop", foreign("2", "stop", "{}"), 1, false);

        soon(() -> assertThat(seen).containsExactlyInAnyOrder("user.login{\"n\":1}", "stop{}"));
    }

    @Test
    @DisplayName("Basic Usage 3: Using Context Manager")
    void shouldShutDownWhenTryEnds() {
        EventClient outside;
        try (EventClient client = builder(broker.url()).build()) {
            outside = client;
            client.subscribe(topic, event -> {});
            client.connect().await().atMost(LONG);
            assertThat(client.connected()).isTrue();
        }
        assertThat(outside.connected()).isFalse();
    }

    // ---- Configuration

    @Test
    @DisplayName("Configuration: Environment Variables")
    void shouldTakeEnvironmentVariables() {
        Map<String, String> environment = new HashMap<>();
        environment.put("MQTT_URL", broker.url());
        environment.put("MQTT_CLIENT_ID", topic);
        environment.put("MQTT_SOURCE_NAME", "my-service");
        environment.put("MQTT_KEEPALIVE", "30");
        environment.put("MQTT_ENABLE_HEALTH", "true");
        environment.put("MQTT_ENABLE_HEARTBEAT", "true");
        environment.put("MQTT_HEARTBEAT_INTERVAL", "0.1");
        environment.put("MQTT_DEDUPE_TTL", "30.0");
        environment.put("MQTT_DEDUPE_MAX_ENTRIES", "2048");
        environment.put("MQTT_RECONNECT_MIN_DELAY", "0.5");
        environment.put("MQTT_RECONNECT_MAX_DELAY", "5.0");
        peer.subscribe("system/+/" + topic, 1);
        peer.subscribe(topic, 1);

        EventClient client = connected(EventVariables.of(environment));
        client.publish(topic, "x", Map.of()).await().atMost(LONG);

        assertThat(envelope(awaitEvent(topic)).source()).isEqualTo("my-service");
        awaitEvent("system/health/" + topic);
        awaitEvent("system/keepalive/" + topic);
    }

    @Test
    @DisplayName("Configuration: Programmatic Configuration")
    void shouldTakeAllOptionsOfTheBuilder() {
        peer.subscribe("system/+/" + topic, 1);
        EventClient client = connected(builder(broker.url())
                .sourceName("custom-worker")
                .keepAlive(Duration.ofSeconds(30))
                .enableHealth(true)
                .heartbeat(Duration.ofMillis(100))
                .dedupe(new DedupeOptions(Duration.ofSeconds(60), 4096))
                .reconnect(Duration.ofSeconds(1), Duration.ofSeconds(10)));

        assertThat(client.source()).isEqualTo("custom-worker");
        assertThat(envelope(awaitEvent("system/health/" + topic)).source()).isEqualTo("custom-worker");
        awaitEvent("system/keepalive/" + topic);
    }

    // ---- Publishing Events

    @Test
    @DisplayName("Publishing Events: Basic Publishing")
    void shouldPublishMaps() {
        peer.subscribe(topic, 1);

        connected()
                .publish(topic, "stt.final", Map.of("text", "transcribed text", "confidence", 0.95))
                .await()
                .atMost(LONG);

        ObjectNode data = envelope(awaitEvent(topic)).data();
        assertThat(data.get("text").textValue()).isEqualTo("transcribed text");
        assertThat(data.get("confidence").decimalValue()).isEqualByComparingTo("0.95");
    }

    @Test
    @DisplayName("Publishing Events: Publishing with Correlation ID")
    void shouldCarryTheCorrelationIdAsItsId() {
        peer.subscribe(topic, 1);

        connected()
                .publish(OutgoingEvent.of(topic, "llm.response", Map.of("reply", "Hello!"))
                        .withCorrelationId("request-7"))
                .await()
                .atMost(LONG);

        assertThat(envelope(awaitEvent(topic)).id()).isEqualTo("request-7");
        assertThat(awaitEvent(topic).text()).doesNotContain("correlate");
    }

    @Test
    @DisplayName("Publishing Events: Publishing with QoS and Retain")
    void shouldPublishWithQosAndRetain() {
        EventClient client = connected();
        peer.subscribe(topic + "/#", 2);

        client.publish(OutgoingEvent.of(topic + "/0", "t", Map.of()).withQos(QoS.AT_MOST_ONCE))
                .await()
                .atMost(LONG);
        client.publish(OutgoingEvent.of(topic + "/2", "t", Map.of()).withQos(QoS.EXACTLY_ONCE))
                .await()
                .atMost(LONG);
        client.publish(OutgoingEvent.of(topic + "/config", "config.update", Map.of("mode", "production"))
                        .retained())
                .await()
                .atMost(LONG);

        assertThat(awaitEvent(topic + "/0").qos()).isZero();
        assertThat(awaitEvent(topic + "/2").qos()).isEqualTo(2);
        assertThat(awaitEvent(topic + "/config").qos()).isEqualTo(1);
        soon(() -> assertThat(peer.retained(topic + "/config"))
                .hasValueSatisfying(kept -> assertThat(kept).contains("production")));
        assertThat(peer.retained(topic + "/2")).isEmpty();
    }

    /** As in the document. */
    public record SttFinal(String text, double confidence, String lang) {}

    @Test
    @DisplayName("Publishing Events: Publishing with Pydantic Models (records)")
    void shouldPublishRecordsAndHandleThem() {
        List<SttFinal> seen = new CopyOnWriteArrayList<>();
        EventClient client = connected();
        client.on(topic).handle(SttFinal.class, seen::add);
        subscribed(client);
        SttFinal result = new SttFinal("hello", 0.98, "en");

        client.publish(topic, "stt.final", result).await().atMost(LONG);

        soon(() -> assertThat(seen).containsExactly(result));
    }

    // ---- Subscribing to Topics

    @Test
    @DisplayName("Subscribing: Topic-Specific Handler")
    void shouldHandleOneTopic() {
        CompletableFuture<String> word = new CompletableFuture<>();
        EventClient client = connected();
        client.subscribe(
                topic + "/wake/event",
                event -> word.complete(event.data().get("wake_word").textValue()));
        subscribed(client);

        peer.publish(topic + "/wake/other", foreign("1", "w", "{\"wake_word\":\"no\"}"), 1, false);
        peer.publish(topic + "/wake/event", foreign("1", "w", "{\"wake_word\":\"jarvis\"}"), 1, false);

        assertThat(word).succeedsWithin(LONG).isEqualTo("jarvis");
    }

    @Test
    @DisplayName("Subscribing: Multiple Topics with Same Handler")
    void shouldHandleSeveralFiltersByOneHandler() {
        List<String> seen = new CopyOnWriteArrayList<>();
        EventClient client = connected();
        Subscription subscription = client.on(topic + "/stt/#", topic + "/llm/#", topic + "/tts/#")
                .handle(event -> {
                    seen.add(event.type());
                });
        subscribed(client);

        for (String each : List.of("stt", "llm", "tts")) {
            peer.publish(topic + "/" + each + "/final", foreign("1", each, "{}"), 1, false);
        }
        soon(() -> assertThat(seen).containsExactlyInAnyOrder("stt", "llm", "tts"));

        subscription.cancel();
        subscribed(client);
        peer.publish(topic + "/stt/final", foreign("2", "again", "{}"), 1, false);
        subscribed(client);
        assertThat(seen).doesNotContain("again");
    }

    @Test
    @DisplayName("Subscribing: Wildcard Subscriptions")
    void shouldMatchWildcards() {
        List<String> single = new CopyOnWriteArrayList<>();
        List<String> multi = new CopyOnWriteArrayList<>();
        EventClient client = connected();
        client.subscribe(topic + "/health/+", event -> single.add(event.id()));
        client.subscribe(topic + "/#", event -> multi.add(event.id()));
        subscribed(client);

        peer.publish(topic + "/health/stt", foreign("1", "t", "{}"), 1, false);
        peer.publish(topic + "/health/stt/deep", foreign("2", "t", "{}"), 1, false);
        peer.publish(topic + "/user/login", foreign("3", "t", "{}"), 1, false);

        soon(() -> assertThat(multi).containsExactly("1", "2", "3"));
        soon(() -> assertThat(single).containsExactly("1"));
    }

    @Test
    @DisplayName("Subscribing: Handler Error Isolation")
    void shouldIsolateFailuresOfHandlers() {
        List<String> seen = new CopyOnWriteArrayList<>();
        EventClient client = connected();
        client.on(topic).retry(new RetryOptions(0, Duration.ofMillis(10))).handle(event -> {
            throw new IllegalStateException("broken");
        });
        client.subscribe(topic, event -> seen.add(event.id()));
        peer.subscribe("dead-letter/" + topic, 1);
        subscribed(client);

        peer.publish(topic, foreign("1", "t", "{}"), 1, false);
        peer.publish(topic, foreign("2", "t", "{}"), 1, false);

        soon(() -> assertThat(seen).containsExactly("1", "2"));
        assertThat(awaitEvent("dead-letter/" + topic).text())
                .contains("\"error\":\"java.lang.IllegalStateException: broken\"", "\"topic\":\"" + topic + "\"");
        soon(() -> assertThat(client.count(EventOutcome.DEAD_LETTERED)).isEqualTo(2));
    }

    // ---- Health Status

    @Test
    @DisplayName("Health Status: Enable Health Publishing")
    void shouldSayReadyReconnectedAndShutdown() {
        peer.subscribe("system/health/" + topic, 1);
        EventClient client = connected(builder(proxy.url()).enableHealth(true));

        peer.awaitMessage(LONG, each -> each.text().contains("\"ready\""));
        proxy.cut();
        peer.awaitMessage(LONG, each -> each.text().contains("\"reconnected\""));
        client.shutdown().await().atMost(LONG);
        peer.awaitMessage(LONG, each -> each.text().contains("\"shutdown\""));

        assertThat(peer.received().stream()
                        .filter(each -> !each.text().contains("connection lost"))
                        .map(each -> envelope(each).data().toString())
                        .distinct()) // what was not acknowledged when the connection was cut comes again
                .containsExactly(
                        "{\"ok\":true,\"event\":\"ready\"}",
                        "{\"ok\":true,\"event\":\"reconnected\"}",
                        "{\"ok\":false,\"event\":\"shutdown\"}");
        assertThat(peer.received()).allMatch(each -> envelope(each).type().equals("health.status"));
        assertThat(peer.retained("system/health/" + topic).orElseThrow()).contains("\"shutdown\"");
    }

    @Test
    @DisplayName("Health Status: Publish Health Events")
    void shouldPublishHealthEvents() {
        peer.subscribe("system/health/" + topic, 1);
        EventClient client = connected();

        client.publishHealth(true, "ready").await().atMost(LONG);
        client.publishHealthError("Database connection lost").await().atMost(LONG);

        Received received = peer.awaitMessage(LONG, each -> each.text().contains("err"));
        assertThat(envelope(received).data().toString())
                .isEqualTo("{\"ok\":false,\"err\":\"Database connection lost\"}");
        assertThat(received.qos()).isEqualTo(1);
        soon(() -> assertThat(peer.retained("system/health/" + topic)).isPresent());
    }

    // ---- Application Heartbeat

    @Test
    @DisplayName("Application Heartbeat: Enable Heartbeat")
    void shouldSendHeartbeats() {
        peer.subscribe("system/keepalive/" + topic, 1);
        connected(builder(broker.url()).heartbeat(Duration.ofMillis(50)));

        soon(() -> assertThat(peer.received()).hasSizeGreaterThan(3));

        assertThat(peer.received())
                .allMatch(each ->
                        each.text().matches("\\{\"ok\":true,\"event\":\"heartbeat\",\"timestamp\":\\d+\\.\\d{3}}")
                                && each.qos() == 0
                                && !each.retain());
    }

    @Test
    @DisplayName("Application Heartbeat: Heartbeat Watchdog")
    void shouldConnectAnewWhenHeartbeatsFail() {
        connected(builder(proxy.url()).heartbeat(Duration.ofMillis(50)));
        int before = proxy.accepted();

        proxy.swallow(TcpProxy.Direction.DOWN, true);

        soon(() -> assertThat(proxy.accepted()).isGreaterThan(before));
    }

    @Test
    @DisplayName("Application Heartbeat: a quiet, healthy connection stays")
    void shouldLeaveAHealthyConnectionAlone() {
        peer.subscribe("system/keepalive/" + topic, 1);
        connected(builder(proxy.url()).heartbeat(Duration.ofMillis(20)));

        soon(() -> assertThat(peer.received()).hasSizeGreaterThan(20));

        assertThat(proxy.accepted()).isEqualTo(1);
    }

    // ---- Message Deduplication

    @Test
    @DisplayName("Message Deduplication: Enable Deduplication; How Deduplication Works")
    void shouldSkipDuplicates() {
        List<String> seen = new CopyOnWriteArrayList<>();
        EventClient client = connected(builder(broker.url()).dedupe(Duration.ofSeconds(30)));
        client.subscribe(topic, event -> seen.add(event.type() + event.id() + event.data()));
        subscribed(client);

        for (String each : List.of(
                foreign("1", "a", "{\"seq\":1}"),
                foreign("1", "a", "{\"seq\":1,\"more\":true}"),
                foreign("1", "a", "{\"seq\":2}"),
                foreign("1", "b", "{\"seq\":1}"),
                foreign("2", "a", "{\"n\":1}"),
                foreign("2", "a", "{\"n\":1}"),
                foreign("2", "a", "{\"n\":2}"),
                foreign("3", "end", "{}"))) {
            peer.publish(topic, each, 1, false);
        }

        soon(() -> assertThat(seen).contains("end3{}"));
        assertThat(seen)
                .containsExactly(
                        "a1{\"seq\":1}", "a1{\"seq\":2}", "b1{\"seq\":1}", "a2{\"n\":1}", "a2{\"n\":2}", "end3{}");
        assertThat(client.count(EventOutcome.DUPLICATE)).isEqualTo(2);
        soon(() -> assertThat(client.count(EventOutcome.HANDLED)).isEqualTo(6));
    }

    @Test
    @DisplayName("Message Deduplication: When to Use Deduplication")
    void shouldHandleEverythingWithoutDeduplication() {
        AtomicInteger handled = new AtomicInteger();
        EventClient client = connected();
        client.subscribe(topic, event -> handled.incrementAndGet());
        subscribed(client);

        peer.publish(topic, foreign("1", "a", "{}"), 1, false);
        peer.publish(topic, foreign("1", "a", "{}"), 1, false);

        soon(() -> assertThat(handled).hasValue(2));
    }

    // ---- Reconnection Handling

    @Test
    @DisplayName("Reconnection Handling: Automatic Reconnection; Reconnection Behavior")
    void shouldComeBackWithSubscriptionsAndWhatWaited() {
        List<String> seen = new CopyOnWriteArrayList<>();
        peer.subscribe("system/health/" + topic, 1);
        EventClient client = connected(builder(proxy.url()).enableHealth(true));
        client.subscribe(topic, event -> seen.add(event.id()));
        subscribed(client);

        proxy.refuse(true);
        proxy.cut();
        soon(() -> assertThat(client.connected()).isFalse());
        CompletableFuture<Void> waits = client.publish(
                        OutgoingEvent.of(topic, "t", Map.of()).withCorrelationId("waited"))
                .subscribeAsCompletionStage();
        proxy.refuse(false);

        assertThat(waits).succeedsWithin(LONG);
        soon(() -> assertThat(seen).containsExactly("waited"));
        peer.awaitMessage(LONG, each -> each.text().contains("\"reconnected\""));
    }

    // ---- Graceful Shutdown

    @Test
    @DisplayName("Graceful Shutdown: Shutdown Sequence")
    void shouldSayShutdownLetHandlersFinishAndDisconnect() {
        CompletableFuture<Void> release = new CompletableFuture<>();
        CompletableFuture<Void> began = new CompletableFuture<>();
        AtomicInteger handled = new AtomicInteger();
        peer.subscribe("system/health/" + topic, 1);
        EventClient client = connected(builder(broker.url()).enableHealth(true));
        client.on(topic).handleAsync(event -> {
            began.complete(null);
            return Uni.createFrom().completionStage(release).invoke(handled::incrementAndGet);
        });
        subscribed(client);
        peer.publish(topic, foreign("1", "t", "{}"), 1, false);
        assertThat(began).succeedsWithin(LONG);

        CompletableFuture<Void> shutdown = client.shutdown().subscribeAsCompletionStage();
        peer.awaitMessage(LONG, each -> each.text().contains("\"shutdown\""));
        assertThat(shutdown).isNotDone();
        assertThat(client.connected()).isTrue();
        release.complete(null);

        assertThat(shutdown).succeedsWithin(LONG);
        assertThat(handled).hasValue(1);
        assertThat(client.connected()).isFalse();
        assertThat(peer.retained("system/health/" + topic).orElseThrow()).doesNotContain("connection lost");
    }

    @Test
    @DisplayName("Graceful Shutdown: Wait up to the timeout for tasks to complete")
    void shouldNotWaitForeverForAHandler() {
        CompletableFuture<Void> began = new CompletableFuture<>();
        EventClient client = connected(builder(broker.url()).shutdownTimeout(Duration.ofMillis(200)));
        client.on(topic).handleAsync(event -> {
            began.complete(null);
            return Uni.createFrom().nothing();
        });
        subscribed(client);
        peer.publish(topic, foreign("1", "t", "{}"), 1, false);
        assertThat(began).succeedsWithin(LONG);

        client.shutdown().await().atMost(LONG);

        assertThat(client.connected()).isFalse();
    }

    // ---- Common Patterns

    @Test
    @DisplayName("Pattern 1: Request-Response with Correlation ID")
    void shouldMatchRepliesOfServicesThatAnswerWithTheId() {
        EventClient client = connected();
        EventClient responder = connected(builder(broker.url(), topic + "-responder"));
        responder.subscribe(topic + "/request", request -> responder
                .publish(OutgoingEvent.of(topic + "/response", "llm.response", Map.of("reply", "sunny"))
                        .withCorrelationId(request.id()))
                .await()
                .atMost(LONG));
        subscribed(responder);

        IncomingEvent reply = client.request(
                        OutgoingEvent.of(topic + "/request", "llm.request", Map.of("text", "What is the weather?")),
                        topic + "/response",
                        LONG)
                .await()
                .atMost(LONG);

        assertThat(reply.data().get("reply").textValue()).isEqualTo("sunny");
    }

    @Test
    @DisplayName("Pattern 1: a reply with the key correlate")
    void shouldMatchRepliesWithCorrelate() {
        EventClient client = connected();
        peer.subscribe(topic + "/request", 1);
        CompletableFuture<IncomingEvent> reply = client.request(
                        OutgoingEvent.of(topic + "/request", "ask", Map.of()).withCorrelationId("q1"),
                        topic + "/response",
                        LONG)
                .subscribeAsCompletionStage();
        awaitEvent(topic + "/request");

        peer.publish(topic + "/response", foreign("other", "answer", "{}"), 1, false);
        peer.publish(topic + "/response", "no envelope", 1, false);
        peer.publish(
                topic + "/response",
                "{\"correlate\":\"q1\"," + foreign("a1", "answer", "{\"n\":1}").substring(1),
                1,
                false);

        assertThat(reply).succeedsWithin(LONG).extracting(IncomingEvent::id).isEqualTo("a1");
    }

    @Test
    @DisplayName("Pattern 1: nobody answers")
    void shouldFailARequestThatNobodyAnswers() {
        EventClient client = connected();

        assertThatThrownBy(() -> client.request(
                                OutgoingEvent.of(topic + "/request", "ask", Map.of()), Duration.ofMillis(100))
                        .await()
                        .atMost(LONG))
                .isInstanceOfSatisfying(RequestException.class, failure -> assertThat(failure.reason())
                        .isEqualTo(RequestException.Reason.TIMEOUT));
    }

    @Test
    @DisplayName("Pattern 1: bounded pending")
    void shouldBoundTheRequestsThatWait() {
        EventClient client = connected(builder(broker.url()).maxPending(1));
        OutgoingEvent ask = OutgoingEvent.of(topic + "/request", "ask", Map.of());
        CompletableFuture<IncomingEvent> first = client.request(ask, LONG).subscribeAsCompletionStage();

        assertThatThrownBy(() -> client.request(ask, LONG).await().atMost(LONG))
                .isInstanceOfSatisfying(RequestException.class, failure -> assertThat(failure.reason())
                        .isEqualTo(RequestException.Reason.TOO_MANY));
        client.shutdown().await().atMost(LONG);

        assertThat(first).failsWithin(LONG).withThrowableThat().havingCause().isInstanceOf(RequestException.class);
    }

    @Test
    @DisplayName("Pattern 3: Streaming Data")
    void shouldStreamAtQosZero() {
        EventClient client = connected();
        peer.subscribe(topic, 2);

        Long sent = client.stream(Multi.createFrom()
                        .range(0, 50)
                        .map(i -> OutgoingEvent.of(topic, "stt.partial", Map.of("seq", i, "is_final", false))))
                .await()
                .atMost(LONG);

        assertThat(sent).isEqualTo(50);
        soon(() -> assertThat(peer.received()).hasSize(50).allMatch(each -> each.qos() == 0));
    }

    @Test
    @DisplayName("Pattern 4b: Message Batching")
    void shouldPublishBatches() {
        EventClient client = connected();
        peer.subscribe(topic + "/#", 1);
        Batch batch = client.batch(topic + "/temperature", 2, Duration.ofMillis(100));

        Uni.join()
                .all(batch.add(Map.of("c", 1)), batch.add(Map.of("c", 2)), batch.add(Map.of("c", 3)))
                .andFailFast()
                .await()
                .atMost(LONG);

        soon(() -> assertThat(peer.received()).hasSize(2));
        assertThat(peer.received().stream().map(each -> envelope(each).data().toString()))
                .containsExactly(
                        "{\"items\":[{\"c\":1},{\"c\":2}],\"count\":2}", "{\"items\":[{\"c\":3}],\"count\":1}");
        assertThat(peer.received())
                .allMatch(each -> each.topic().equals(topic + "/temperature/batch")
                        && envelope(each).type().equals(topic + ".temperature.batch"));
    }

    @Test
    @DisplayName("Pattern 4b: _flush_all at shutdown")
    void shouldFlushBatchesAtShutdown() {
        EventClient client = connected();
        peer.subscribe(topic + "/#", 1);
        CompletableFuture<Void> added = client.batch(topic, 100, Duration.ofHours(1))
                .add(Map.of("c", 1))
                .subscribeAsCompletionStage();

        client.shutdown().await().atMost(LONG);

        assertThat(added).succeedsWithin(LONG);
        assertThat(envelope(awaitEvent(topic + "/batch")).data().get("count").intValue())
                .isEqualTo(1);
    }

    @Test
    @DisplayName("Pattern 4c: Direct Client Access")
    void shouldFilterAndGiveAccessToTheConnection() {
        List<String> wanted = new CopyOnWriteArrayList<>();
        List<String> raw = new CopyOnWriteArrayList<>();
        EventClient client = connected();
        client.on(topic + "/#")
                .where(event -> event.topic().contains("temperature"))
                .handle(event -> {
                    wanted.add(event.id());
                });
        client.link().subscribe(new TopicFilter(topic + "/#"), QoS.AT_LEAST_ONCE, (message, done) -> {
            raw.add(message.payload().toString());
            done.run();
        });
        subscribed(client);

        peer.publish(topic + "/humidity", foreign("1", "t", "{}"), 1, false);
        peer.publish(topic + "/temperature", foreign("2", "t", "{}"), 1, false);

        soon(() -> assertThat(wanted).containsExactly("2"));
        soon(() -> assertThat(raw).hasSize(2));
        assertThat(client.count(EventOutcome.UNWANTED)).isEqualTo(1);
    }

    // ---- Troubleshooting

    @Test
    @DisplayName("Troubleshooting: Connection Failures")
    void shouldSayWhatIsWrongWithTheUrl() {
        for (String url : List.of("localhost:1883", "http://localhost", "mqtt://", "mqtt://user:secret@")) {
            assertThatThrownBy(() -> EventClient.builder(url, "x"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .message()
                    .doesNotContain("secret");
        }
    }
}
