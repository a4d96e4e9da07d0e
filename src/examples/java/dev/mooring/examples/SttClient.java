package dev.mooring.examples;

import dev.mooring.event.EventClient;
import dev.mooring.event.OutgoingEvent;
import dev.mooring.mqtt.QoS;
import io.smallrye.mutiny.Uni;

/** Pattern 4a: methods in the words of a domain; topics, types and qualities of service are written once, here. */
public final class SttClient implements AutoCloseable {

    private final EventClient client;

    /** What {@code stt/final} and {@code stt/partial} carry. */
    public record Transcription(String text, double confidence, String lang, boolean is_final) {}

    /** Takes over the client: it is shut down with this. */
    public SttClient(EventClient client) {
        this.client = client;
    }

    /** Publishes a result; done when the broker has it. */
    public Uni<Void> publishFinal(String text, double confidence, String lang) {
        return client.publish("stt/final", "stt.final", new Transcription(text, confidence, lang, true));
    }

    /** Publishes what may still change; it may get lost. */
    public Uni<Void> publishPartial(String text, double confidence, String lang) {
        Transcription partial = new Transcription(text, confidence, lang, false);
        return client.publish(
                OutgoingEvent.of("stt/partial", "stt.partial", partial).withQos(QoS.AT_MOST_ONCE));
    }

    @Override
    public void close() {
        client.close();
    }
}
