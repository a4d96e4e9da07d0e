package dev.mooring.examples;

import dev.mooring.event.EventClient;
import dev.mooring.event.IncomingEvent;
import dev.mooring.event.OutgoingEvent;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** Answers queries; a query is acknowledged to the broker when the broker has the answer, and not before. */
public final class MemoryWorker {

    /** What {@code memory/query} carries. */
    public record Query(String text) {}

    /** What {@code memory/results} carries. */
    public record Result(String query, List<String> results) {}

    private final EventClient client;
    private final Function<String, List<String>> memory;

    /**
     * Over a client that somebody else shuts down.
     *
     * @param memory finds what there is for a text; may block
     */
    public MemoryWorker(EventClient client, Function<String, List<String>> memory) {
        this.client = client;
        this.memory = memory;
    }

    /** Returns when it is connected. */
    public void start() {
        client.on("memory/query").onWorkers().handleAsync(this::answer);
        client.connect().await().atMost(Duration.ofMinutes(1));
    }

    private Uni<Void> answer(IncomingEvent query) {
        String text = query.data(Query.class).text();
        Result result = new Result(text, memory.apply(text));
        return client.publish(OutgoingEvent.of("memory/results", "memory.query.result", result)
                .withCorrelationId(query.correlationId()));
    }
}
