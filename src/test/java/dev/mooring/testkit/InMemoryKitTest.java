package dev.mooring.testkit;

import dev.mooring.event.EventClient;
import dev.mooring.event.OutgoingEvent;
import dev.mooring.mqtt.Subscription;
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
    void shouldNotHandOverWhatWasOnItsWayWhenTheSubscriptionWasCancelled() {
        Subscription cancelled = listener.subscribe("a", event -> heard.add("cancelled"));
        listener.subscribe("a", event -> heard.add("stays"));
        clients.settle();

        listener.link().context().runOnContext(v -> {
            listener.publishAndForget(OutgoingEvent.of("a", "t", Map.of()));
            cancelled.cancel(); // behind the publication, ahead of its delivery
        });

        soon(() -> assertThat(heard).contains("stays"));
        clients.settle();
        assertThat(heard).containsExactly("stays");
    }

    @Test
    void shouldSayThatThereIsNoBroker() {
        assertThatThrownBy(() -> clients.url())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Broker.EMBEDDED");
    }
}
