package dev.mooring.benchmarks.peer;

import com.hivemq.client.mqtt.mqtt5.Mqtt5RxClient;
import dev.mooring.benchmarks.work.InFlight;
import dev.mooring.benchmarks.work.Inbox;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** HiveMQ's client over MQTT 5, by its interface of callbacks and futures. */
final class HiveMq5Async extends HiveMq5 {

    @Override
    public void subscribe(int qos) throws Exception {
        List<CompletableFuture<?>> subscribed = new ArrayList<>();
        for (int i = 0; i < clients().size(); i++) {
            Inbox inbox = inboxes().get(i);
            Mqtt5RxClient client = clients().get(i);
            subscribed.add(client.toAsync().subscribe(subscription(qos), message -> received(message, inbox), true));
        }
        Await.all(subscribed);
    }

    @Override
    public void publish(int connection, byte[] payload, int qos, InFlight inFlight) {
        clients().get(connection).toAsync().publish(packet(payload, qos)).whenComplete((result, failure) -> {
            if (failure == null && result.getError().isEmpty()) {
                inFlight.done();
            } else {
                inFlight.failed();
            }
        });
    }
}
