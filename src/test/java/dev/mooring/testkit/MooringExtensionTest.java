package dev.mooring.testkit;

import dev.mooring.event.EventClient;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/** Where the kit gives what: fields, parameters, nested classes. */
@ExtendWith(MooringExtension.class)
class MooringExtensionTest {

    @FromKit
    private EventClient fromField;

    @FromKit
    private RecordedEvents events;

    private EventClient fromSetUp;

    @BeforeEach
    void setUp(EventClient client) {
        fromSetUp = client;
    }

    @Test
    void shouldGiveTheSameClientEverywhere(EventClient client, @FromKit(clientId = "other") EventClient other) {
        assertThat(client).isSameAs(fromField).isSameAs(fromSetUp).isNotSameAs(other);
        assertThat(other.clientId()).isEqualTo("other");
    }

    @Nested
    class Inside {

        @FromKit
        private EventClient nested;

        @Test
        void shouldFillFieldsOfAllInstances(EventClient client, RecordedEvents fromParameter) {
            assertThat(client).isSameAs(fromField).isSameAs(nested);
            assertThat(fromParameter).isSameAs(events);

            client.publish("a", "said", Map.of()).await().atMost(KitContract.LONG);

            assertThat(events.ofType("said")).hasSize(1);
        }
    }
}
