package dev.mooring.examples;

import dev.mooring.event.DedupeOptions;
import dev.mooring.event.EventClient;
import dev.mooring.event.EventFormat;
import dev.mooring.event.IncomingEvent;
import dev.mooring.event.OutgoingEvent;
import dev.mooring.event.RetryOptions;
import dev.mooring.mqtt.PublishException;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.Subscription;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Map;

/** What the guide, {@code docs/events.md}, shows and no other example does. */
public final class Guide {

    /** What {@code stt/final} carries. */
    public record SttFinal(String text, double confidence, String lang) {}

    private final EventClient client;

    /** Over a client that somebody else connects and shuts down. */
    public Guide(EventClient client) {
        this.client = client;
    }

    /** Everything that can be said to a builder and most never say. */
    public static EventClient configured(String url) {
        return EventClient.builder(url, "tars-custom")
                .sourceName("custom-worker")
                .keepAlive(Duration.ofSeconds(30))
                .enableHealth(true)
                .heartbeat(Duration.ofSeconds(10))
                .dedupe(new DedupeOptions(Duration.ofSeconds(60), 4096))
                .reconnect(Duration.ofSeconds(1), Duration.ofSeconds(10))
                .shutdownTimeout(Duration.ofSeconds(5))
                .build();
    }

    /** Writes CloudEvents. */
    public static EventClient modern(String url) {
        return EventClient.builder(url, "tars-modern")
                .format(EventFormat.CLOUDEVENTS)
                .build();
    }

    /** As a record. */
    public Uni<Void> publishRecord() {
        SttFinal result = new SttFinal("hello", 0.98, "en");
        return client.publish("stt/final", "stt.final", result);
    }

    /** With everything that an event may have. */
    public Uni<Void> publishWithOptions(String requestId) {
        return client.publish(OutgoingEvent.of("system/config", "config.update", Map.of("mode", "production"))
                .withCorrelationId(requestId)
                .withQos(QoS.EXACTLY_ONCE)
                .retained()
                .withExpiry(Duration.ofHours(1)));
    }

    /** What may go wrong. */
    public Uni<Void> publishAndSayWhatWentWrong() {
        return client.publish("tts/say", "tts.say", Map.of("text", "hello"))
                .onFailure(PublishException.class)
                .invoke(failure -> System.err.println(failure.getMessage()));
    }

    /** By records, from several filters, unsubscribed later. */
    public Subscription subscribeToRecords() {
        return client.on("stt/final", "stt/corrected").handle(SttFinal.class, result -> speak(result.text()));
    }

    /** With everything that a subscription may say. */
    public Subscription subscribeWithOptions() {
        return client.on("jobs/#")
                .where(job -> !job.retained())
                .qos(QoS.AT_LEAST_ONCE)
                .concurrency(8)
                .handlerTimeout(Duration.ofSeconds(30))
                .retry(new RetryOptions(5, Duration.ofSeconds(1)))
                .onVirtualThreads()
                .handle(this::work);
    }

    /** In the trace of what it answers. */
    public Subscription subscribeInTrace() {
        return client.on("orders/new")
                .handleAsync(order -> client.publish(OutgoingEvent.of("orders/accepted", "order.accepted", order.data())
                        .inTraceOf(order)));
    }

    private void work(IncomingEvent job) {
        speak(job.type());
    }

    private void speak(String text) {
        client.publishAndForget(OutgoingEvent.of("tts/say", "tts.say", Map.of("text", text)));
    }
}
