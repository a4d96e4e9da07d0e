package dev.mooring.event;

import dev.mooring.broker.MosquittoBroker;
import dev.mooring.broker.Peer;
import dev.mooring.broker.TcpProxy;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A broker that takes no dead letters from us (MQTT 5.0, section 3.4.2.1: not authorized). */
@EnabledIf(value = "mosquittoIsHere", disabledReason = MosquittoBroker.MISSING)
class BurialRefusedTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    static boolean mosquittoIsHere() {
        return MosquittoBroker.available();
    }

    /** The event stays with the broker; deduplication must not take its next copy for one of an event in progress. */
    @Test
    void shouldHandleAnEventAgainThatCouldNotBeDeadLettered() {
        AtomicInteger attempts = new AtomicInteger();
        try (MosquittoBroker broker = MosquittoBroker.builder()
                        .acl("topic readwrite events/#\ntopic readwrite subscribed\ntopic read dead-letter/#\n")
                        .start();
                TcpProxy proxy = TcpProxy.to(broker);
                Peer peer = Peer.to(broker.url()).connect();
                EventClient client = EventClient.builder(proxy.url(), "burial")
                        .cleanSession(false)
                        .dedupe(Duration.ofSeconds(30))
                        .reconnect(Duration.ofMillis(20), Duration.ofMillis(50))
                        .build()) {
            client.on("events/#")
                    .retry(new RetryOptions(0, Duration.ofSeconds(1)))
                    .handle(event -> {
                        if (attempts.incrementAndGet() == 1) {
                            throw new IllegalStateException("the first time");
                        }
                    });
            client.connect().await().atMost(LONG);
            client.publish("subscribed", "t", Map.of()).await().atMost(LONG);

            peer.publish("events/x", EventsOnBrokers.foreign("1", "t", "{}"), 1, false);
            EventsOnBrokers.soon(
                    () -> assertThat(client.count(EventOutcome.FAILED)).isEqualTo(1));
            client.publish("subscribed", "t", Map.of()).await().atMost(LONG); // behind the refused dead letter
            newConnection(proxy);

            EventsOnBrokers.soon(
                    () -> assertThat(client.count(EventOutcome.HANDLED)).isEqualTo(1));
            assertThat(client.count(EventOutcome.DEAD_LETTERED)).isZero();
            assertThat(client.count(EventOutcome.DUPLICATE)).isZero();
        }
    }

    /** mosquitto 2.0.11 hangs up by itself, later ones do not. To cut as well would look like a takeover. */
    private static void newConnection(TcpProxy proxy) {
        try {
            await().atMost(Duration.ofSeconds(2)).until(() -> proxy.accepted() > 1);
        } catch (ConditionTimeoutException stillThere) {
            proxy.cut();
        }
    }
}
