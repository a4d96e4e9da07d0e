package dev.mooring.examples;

import dev.mooring.event.EventClient;
import dev.mooring.event.IncomingEvent;
import dev.mooring.event.OutgoingEvent;
import dev.mooring.event.RequestException;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Map;

/** Both sides of a question: the ids that match answers, and the list of those that wait, are the client's affair. */
public final class RequestResponse {

    private final EventClient client;

    /** Over a client that somebody else connects and shuts down. */
    public RequestResponse(EventClient client) {
        this.client = client;
    }

    /** Asks on {@code llm/request}; whoever answers, answers on {@code llm/response} with the id of the question. */
    public Uni<String> ask(String text) {
        return client.request(
                        OutgoingEvent.of("llm/request", "llm.request", Map.of("text", text)),
                        "llm/response",
                        Duration.ofSeconds(30))
                .map(reply -> reply.data().path("reply").asText())
                .onFailure(RequestException.class)
                .recoverWithItem("nobody answers");
    }

    /** Answers every question. */
    public void answer() {
        client.subscribe("llm/request", this::answer);
    }

    private void answer(IncomingEvent question) {
        OutgoingEvent answer = OutgoingEvent.of("llm/response", "llm.response", Map.of("reply", "It is sunny."));
        client.reply(question, answer).await().atMost(Duration.ofSeconds(10));
    }
}
