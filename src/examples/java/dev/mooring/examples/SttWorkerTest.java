package dev.mooring.examples;

import dev.mooring.event.EventClient;
import dev.mooring.testkit.EventClients;
import dev.mooring.testkit.FromKit;
import dev.mooring.testkit.MooringTest;
import dev.mooring.testkit.RecordedEvent;
import dev.mooring.testkit.RecordedEvents;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** How a service is tested: with the test kit, without mocks and without a broker. */
@MooringTest
class SttWorkerTest {

    private static final Duration LONGEST = Duration.ofSeconds(5);

    @Test
    void shouldPublishWhatWasSaidAfterTheWakeWord(
            EventClient client, @FromKit(clientId = "others") EventClient others, RecordedEvents events) {
        new SttWorker(client).start();

        others.publish("wake/event", "wake.event", Map.of("wake_word", "jarvis"))
                .await()
                .atMost(LONGEST);

        RecordedEvent said = events.awaitType("stt.final", LONGEST);
        assertThat(said.topic()).isEqualTo("stt/final");
        assertThat(said.data().get("text").textValue()).isEqualTo("hello");
    }

    @Test
    void shouldSayNothingUnasked(EventClient client, EventClients clients, RecordedEvents events) {
        new SttWorker(client).start();

        clients.settle();

        assertThat(events.on("stt/#")).isEmpty();
    }
}
