package dev.mooring.examples;

import dev.mooring.event.EventClient;
import dev.mooring.event.OutgoingEvent;
import dev.mooring.event.TraceContext;
import dev.mooring.mqtt.QoS;
import dev.mooring.testkit.Broker;
import dev.mooring.testkit.EventClients;
import dev.mooring.testkit.FromKit;
import dev.mooring.testkit.MooringTest;
import dev.mooring.testkit.RecordedEvent;
import dev.mooring.testkit.RecordedEvents;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

@MooringTest(broker = Broker.EMBEDDED)
class GuideTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    void shouldConfigureAClient(EventClients clients, RecordedEvents events) {
        try (EventClient client = Guide.configured(clients.url())) {
            client.connect().await().atMost(LONG);
            assertThat(events.awaitTopic("system/health/tars-custom", LONG).source())
                    .isEqualTo("custom-worker");
        }
    }

    @Test
    void shouldWriteCloudEvents(EventClients clients, RecordedEvents events) {
        try (EventClient client = Guide.modern(clients.url())) {
            client.connect().await().atMost(LONG);
            client.publish("a", "com.example.said", Map.of("n", 1)).await().atMost(LONG);
        }
        assertThat(events.awaitType("com.example.said", LONG).properties().contentType())
                .isEqualTo("application/cloudevents+json");
    }

    @Test
    void shouldPublish(EventClient client, RecordedEvents events) {
        Guide guide = new Guide(client);

        guide.publishRecord().await().atMost(LONG);
        guide.publishWithOptions("request-7").await().atMost(LONG);
        guide.publishAndSayWhatWentWrong().await().atMost(LONG);

        assertThat(events.awaitType("stt.final", LONG)
                        .data(Guide.SttFinal.class)
                        .text())
                .isEqualTo("hello");
        RecordedEvent update = events.awaitType("config.update", LONG);
        assertThat(update.id()).isEqualTo("request-7");
        assertThat(update.qos()).isEqualTo(QoS.EXACTLY_ONCE);
        assertThat(update.properties().expiry()).isPositive();
        assertThat(events.awaitType("tts.say", LONG).topic()).isEqualTo("tts/say");
    }

    @Test
    void shouldSubscribe(
            EventClient client,
            @FromKit(clientId = "others") EventClient others,
            EventClients clients,
            RecordedEvents events) {
        Guide guide = new Guide(client);
        guide.subscribeToRecords();
        guide.subscribeWithOptions();
        guide.subscribeInTrace();
        client.connect().await().atMost(LONG);
        clients.settle();
        TraceContext trace = new TraceContext("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", null);

        others.publish("stt/corrected", "t", new Guide.SttFinal("corrected", 1, "en"))
                .await()
                .atMost(LONG);
        others.publish("jobs/1", "a job", Map.of()).await().atMost(LONG);
        others.publish(OutgoingEvent.of("orders/new", "order", Map.of("n", 1)).inTrace(trace))
                .await()
                .atMost(LONG);

        events.await(each -> each.topic().equals("tts/say") && each.text().contains("corrected"), LONG);
        events.await(each -> each.topic().equals("tts/say") && each.text().contains("a job"), LONG);
        RecordedEvent accepted = events.awaitTopic("orders/accepted", LONG);
        assertThat(accepted.event().trace()).contains(trace);
        assertThat(accepted.data().get("n").intValue()).isEqualTo(1);
    }
}
