package dev.mooring.examples;

import dev.mooring.broker.OnEveryBroker;
import dev.mooring.broker.Peer;
import dev.mooring.broker.Received;
import dev.mooring.broker.TestBroker;
import dev.mooring.event.Envelope;
import dev.mooring.event.EnvelopeCodec;
import dev.mooring.event.EventClient;
import dev.mooring.event.EventClientBuilder;
import dev.mooring.event.IncomingEvent;
import dev.mooring.event.OutgoingEvent;
import dev.mooring.mqtt.Subscription;
import io.smallrye.mutiny.Multi;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Each example does what it says. Those that a {@code main} method runs are also in {@link ExampleProcessesTest}. */
@OnEveryBroker
class ExamplesTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final AtomicInteger CLIENTS = new AtomicInteger();

    private final TestBroker broker;
    private final Peer peer;
    private final List<EventClient> clients = new ArrayList<>();

    ExamplesTest(TestBroker broker) {
        this.broker = broker;
        this.peer = Peer.to(broker.url()).connect();
    }

    @AfterEach
    void end() {
        clients.forEach(EventClient::close);
        peer.close();
    }

    @Test
    void tryWithResourcesShouldReturnTheFirstEventAndDisconnect() {
        CompletableFuture<IncomingEvent> first = new CompletableFuture<>();
        Thread example = new Thread(() -> {
            try {
                first.complete(TryWithResources.first(broker.url(), "first/topic"));
            } catch (Exception e) {
                first.completeExceptionally(e);
            }
        });
        example.start();

        // Until it has subscribed, nobody hears it.
        soon(() -> {
            peer.publish("first/topic", foreign("1", "my.event", "{\"n\":1}"), 1, false);
            assertThat(first).isDone();
        });

        assertThat(first).succeedsWithin(LONG).extracting(IncomingEvent::type).isEqualTo("my.event");
        soon(() -> assertThat(example.isAlive()).isFalse());
    }

    @Test
    void requestResponseShouldBringTheAnswer() {
        RequestResponse responder = new RequestResponse(connected());
        responder.answer();
        settle();
        RequestResponse asker = new RequestResponse(connected());

        String reply = asker.ask("What is the weather?").await().atMost(LONG);

        assertThat(reply).isEqualTo("It is sunny.");
    }

    @Test
    void requestResponseShouldUnderstandAResponderThatKnowsNothingOfMqtt5() {
        peer.subscribe("llm/request", 1);
        CompletableFuture<String> reply =
                new RequestResponse(connected()).ask("Why?").subscribeAsCompletionStage();
        Received request = awaitEvent("llm/request");

        peer.publish(
                "llm/response", foreign(envelope(request).id(), "llm.response", "{\"reply\":\"Because.\"}"), 1, false);

        assertThat(reply).succeedsWithin(LONG).isEqualTo("Because.");
    }

    @Test
    void serviceWithHandlersShouldHandleBothKindsAndSayHowItIs() {
        peer.subscribe("system/health/tars-my-service", 1);
        try (ServiceWithHandlers service = new ServiceWithHandlers(broker.url())) {
            service.start();
            awaitData("system/health/tars-my-service", "{\"ok\":true,\"event\":\"ready\"}");
            soon(() -> {
                peer.publish("commands/stop", foreign("1", "stop", "{}"), 1, false);
                assertThat(service.toString()).doesNotStartWith("0 commands");
            });
            peer.publish("events/a/b", foreign("2", "happened", "{}"), 1, false);
            soon(() -> assertThat(service.toString()).endsWith(", 1 events"));
        }
        awaitData("system/health/tars-my-service", "{\"ok\":false,\"event\":\"shutdown\"}");
    }

    @Test
    void streamingShouldPublishAtQosZero() {
        peer.subscribe("stt/partial", 1);

        Long sent = Streaming.streamPartials(connected(), Multi.createFrom().items("hel", "hello", "hello w"))
                .await()
                .atMost(LONG);

        assertThat(sent).isEqualTo(3);
        soon(() -> assertThat(peer.received()).hasSize(3));
        assertThat(peer.received()).allMatch(each -> each.qos() == 0);
        assertThat(peer.received())
                .extracting(each -> envelope(each).data().get("text").textValue())
                .containsExactly("hel", "hello", "hello w");
    }

    @Test
    void sttClientShouldPublishInTheWordsOfItsDomain() {
        peer.subscribe("stt/+", 1);
        SttClient stt = new SttClient(connected());

        stt.publishPartial("hello", 0.5, "en").await().atMost(LONG);
        stt.publishFinal("hello world", 0.95, "en").await().atMost(LONG);

        Received partial = awaitEvent("stt/partial");
        assertThat(partial.qos()).isZero();
        assertThat(envelope(partial).data().toString())
                .isEqualTo("{\"text\":\"hello\",\"confidence\":0.5,\"lang\":\"en\",\"is_final\":false}");
        Received last = awaitEvent("stt/final");
        assertThat(last.qos()).isEqualTo(1);
        assertThat(envelope(last).data().toString())
                .isEqualTo("{\"text\":\"hello world\",\"confidence\":0.95,\"lang\":\"en\",\"is_final\":true}");
        stt.close();
    }

    @Test
    void batchingShouldPublishFiftyTogetherAndTheRestAtTheEnd() {
        peer.subscribe("sensors/temperature/batch", 1);
        EventClient client = connected();
        Batching batching = new Batching(client);

        List<CompletableFuture<Void>> added = new ArrayList<>();
        for (int i = 0; i < 51; i++) {
            added.add(batching.add(new Batching.Reading("crane", i)).subscribeAsCompletionStage());
        }
        assertThat(added.get(49)).succeedsWithin(LONG);
        client.shutdown().await().atMost(LONG);

        assertThat(added.get(50)).succeedsWithin(LONG);
        soon(() -> assertThat(peer.received()).hasSize(2));
        assertThat(peer.received())
                .extracting(each -> envelope(each).data().get("count").intValue())
                .containsExactly(50, 1);
        assertThat(envelope(peer.received().get(1)).data().toString())
                .isEqualTo("{\"items\":[{\"sensor\":\"crane\",\"celsius\":50.0}],\"count\":1}");
    }

    @Test
    void filteredDirectAccessShouldChooseAndReachTheConnection() {
        List<String> temperatures = new CopyOnWriteArrayList<>();
        List<String> direct = new CopyOnWriteArrayList<>();
        FilteredDirectAccess example = new FilteredDirectAccess(connected());
        Subscription chosen = example.subscribeToTemperatures(event -> temperatures.add(event.id()));
        example.subscribeDirectly(event -> direct.add(event.id()), direct::add);
        settle();

        peer.publish("sensors/a/humidity", foreign("wet", "t", "{}"), 1, false);
        peer.publish("sensors/a/temperature", foreign("warm", "t", "{}"), 1, false);
        peer.publish("gateways/a/state", foreign("up", "t", "{}"), 1, false);
        soon(() -> assertThat(direct).containsExactly("up"));
        example.publishDirectly("gateways/a/raw", "no event");

        soon(() -> assertThat(direct).containsExactly("up", "no event"));
        soon(() -> assertThat(temperatures).containsExactly("warm"));
        chosen.cancel();
    }

    @Test
    void sttWorkerShouldPublishWhatWasSaid() {
        peer.subscribe("stt/final", 1);
        new SttWorker(made()).start();
        settle();

        peer.publish("wake/event", foreign("1", "wake.event", "{\"wake_word\":\"jarvis\"}"), 1, false);

        awaitData("stt/final", "{\"text\":\"hello\"}");
    }

    @Test
    void memoryWorkerShouldAnswerWithTheIdOfTheQuery() {
        peer.subscribe("memory/results", 1);
        new MemoryWorker(made(), text -> List.of(text + "!", text + "?")).start();
        settle();

        peer.publish("memory/query", foreign("query-7", "memory.query", "{\"text\":\"tea\"}"), 1, false);

        awaitData("memory/results", "{\"query\":\"tea\",\"results\":[\"tea!\",\"tea?\"]}");
        Received result = awaitEvent("memory/results");
        assertThat(envelope(result).id()).isEqualTo("query-7");
        assertThat(envelope(result).type()).isEqualTo("memory.query.result");
        assertThat(result.qos()).isEqualTo(1);
    }

    @Test
    void llmStreamingShouldPublishPiecesAndTheEnd() {
        peer.subscribe("llm/stream", 1);

        new LlmStreaming(connected()).stream("r1", List.of("Hel", "lo")).await().atMost(LONG);

        soon(() -> assertThat(peer.received()).hasSize(3));
        assertThat(peer.received()).extracting(Received::qos).containsExactly(0, 0, 1);
        assertThat(peer.received())
                .extracting(each -> envelope(each).type() + envelope(each).data())
                .containsExactly(
                        "llm.stream.delta{\"id\":\"r1\",\"seq\":0,\"delta\":\"Hel\",\"done\":false}",
                        "llm.stream.delta{\"id\":\"r1\",\"seq\":1,\"delta\":\"lo\",\"done\":false}",
                        "llm.stream.done{\"id\":\"r1\",\"seq\":2,\"done\":true}");
    }

    @Test
    void serviceWithHealthShouldSayReadyErrorAndShutdown() throws Exception {
        String id = "with-health";
        peer.subscribe("system/health/" + id, 1);

        ServiceWithHealth.run(
                EventClient.builder(broker.url(), id),
                client -> client.publishHealthError("broken").await().atMost(LONG));

        awaitData("system/health/" + id, "{\"ok\":false,\"event\":\"shutdown\"}");
        assertThat(peer.received())
                .extracting(each -> envelope(each).data().toString())
                .containsExactly(
                        "{\"ok\":true,\"event\":\"ready\"}",
                        "{\"ok\":false,\"err\":\"broken\"}",
                        "{\"ok\":false,\"event\":\"shutdown\"}");
    }

    @Test
    void wildcardSubscriptionsShouldHearAllSensors() {
        WildcardSubscriptions sensors = new WildcardSubscriptions(connected());
        settle();

        peer.publish("sensors/crane/temp", foreign("1", "t", "{\"celsius\":81.5}"), 1, false);
        peer.publish("sensors/quay", foreign("2", "t", "{\"celsius\":12}"), 1, false);

        soon(() -> assertThat(sensors.celsius()).isEqualTo(Map.of("sensors/crane/temp", 81.5, "sensors/quay", 12.0)));
    }

    private EventClient made() {
        EventClientBuilder builder = EventClient.builder(broker.url(), "example-" + CLIENTS.incrementAndGet())
                .cleanSession(true);
        EventClient client = builder.build();
        clients.add(client);
        return client;
    }

    private EventClient connected() {
        EventClient client = made();
        client.connect().await().atMost(LONG);
        return client;
    }

    /** Waits until what was subscribed so far is: each client hears itself on a topic that it subscribes to last. */
    private void settle() {
        for (EventClient client : clients) {
            String own = "settled/" + client.clientId();
            AtomicBoolean heard = new AtomicBoolean();
            client.subscribe(own, event -> heard.set(true));
            soon(() -> {
                client.publishAndForget(OutgoingEvent.of(own, "settled", Map.of()));
                assertThat(heard).isTrue();
            });
        }
    }

    private Received awaitEvent(String topic) {
        return peer.awaitMessage(LONG, each -> each.topic().equals(topic));
    }

    private void awaitData(String topic, String data) {
        peer.awaitMessage(
                LONG,
                each -> each.topic().equals(topic)
                        && envelope(each).data().toString().equals(data));
    }

    private static Envelope envelope(Received received) {
        return EnvelopeCodec.decode(received.bytes()).envelope();
    }

    private static String foreign(String id, String type, String data) {
        return "{\"id\":\"" + id + "\",\"type\":\"" + type + "\",\"ts\":1760000000.5,\"source\":\"python\",\"data\":"
                + data + "}";
    }

    private static void soon(ThrowingRunnable assertion) {
        await("soon")
                .atMost(LONG)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(assertion);
    }
}
