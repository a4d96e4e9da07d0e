package dev.mooring.testkit;

import dev.mooring.event.EventClient;
import dev.mooring.event.OutgoingEvent;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@MooringTest
class InMemoryKitTest extends KitContract {

    @Test
    void shouldRecordWhetherItWasPublishedToBeKept(EventClient client, RecordedEvents events) {
        publish(client, OutgoingEvent.of("a", "kept", Map.of()).retained());
        publish(client, OutgoingEvent.of("a", "passing", Map.of()));

        assertThat(events.awaitType("kept", LONG).retained()).isTrue();
        assertThat(events.awaitType("passing", LONG).retained()).isFalse();
    }

    @Test
    void shouldSayThatThereIsNoBroker() {
        assertThatThrownBy(() -> clients.url())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Broker.EMBEDDED");
    }
}
