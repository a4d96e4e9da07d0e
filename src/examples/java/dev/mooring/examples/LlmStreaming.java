package dev.mooring.examples;

import dev.mooring.event.EventClient;
import dev.mooring.event.OutgoingEvent;
import dev.mooring.mqtt.QoS;
import io.smallrye.mutiny.Uni;
import java.util.List;

/** The pieces of an answer at QoS 0, its end at QoS 1: who misses a piece sees so by {@code seq}. */
public final class LlmStreaming {

    /** A piece of the answer. */
    public record Piece(String id, int seq, String delta, boolean done) {}

    /** The end of the answer. */
    public record End(String id, int seq, boolean done) {}

    private final EventClient client;

    /** Over a client that somebody else connects and shuts down. */
    public LlmStreaming(EventClient client) {
        this.client = client;
    }

    /** Done when the broker has the end. */
    public Uni<Void> stream(String requestId, List<String> chunks) {
        for (int seq = 0; seq < chunks.size(); seq++) {
            Piece piece = new Piece(requestId, seq, chunks.get(seq), false);
            client.publishAndForget(
                    OutgoingEvent.of("llm/stream", "llm.stream.delta", piece).withQos(QoS.AT_MOST_ONCE));
        }
        return client.publish("llm/stream", "llm.stream.done", new End(requestId, chunks.size(), true));
    }
}
