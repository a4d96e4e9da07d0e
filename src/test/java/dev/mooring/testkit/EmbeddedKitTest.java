package dev.mooring.testkit;

import dev.mooring.event.EventClient;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

@MooringTest(broker = Broker.EMBEDDED)
class EmbeddedKitTest extends KitContract {

    @Test
    void shouldRecordClientsThatItHasNotMade(RecordedEvents events) {
        try (EventClient own = EventClient.builder(clients.url(), "own").build()) {
            own.publish("a", "said", Map.of()).await().atMost(LONG);
        }

        assertThat(events.awaitType("said", LONG).source()).isEqualTo("own");
    }
}
