package dev.mooring.event;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ConnectTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    void shouldNotWaitForAConnectionAfterTheShutdown() {
        EventClient client =
                EventClient.builder("mqtt://127.0.0.1:1", "nobody-there").build();
        CompletableFuture<Void> connecting = client.connect().subscribeAsCompletionStage();

        client.shutdown().await().atMost(LONG);

        assertThat(connecting)
                .failsWithin(LONG)
                .withThrowableThat()
                .havingCause()
                .withMessage("the client was shut down");
    }
}
