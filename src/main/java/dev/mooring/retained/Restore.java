package dev.mooring.retained;

import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.OutboundMessage;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.SubscribeOptions;
import dev.mooring.mqtt.Subscription;
import dev.mooring.mqtt.TopicFilter;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Publishes a few retained messages again, unless the broker retains another on the topic by now, and looks whether it has
 * them. Confined to the connection's event loop; made for one use.
 */
public final class Restore {

    /** What became of a message. */
    public enum Outcome {
        /** The broker has it, and had it not before. */
        RESTORED,
        /** The broker had the very same already. */
        SAME,
        /** The broker has another, which stays. */
        OTHER,
        /** The broker does not have it, although it was told to. */
        FAILED
    }

    private final RetainedConnection connection;
    private final boolean overwrite;
    private final Map<String, OutboundMessage> wanted = new LinkedHashMap<>();
    private final Map<String, Fingerprint> seen = new HashMap<>();
    private final Map<String, String> refused = new HashMap<>();

    Restore(RetainedConnection connection, List<OutboundMessage> messages, boolean overwrite) {
        this.connection = connection;
        this.overwrite = overwrite;
        messages.forEach(each -> wanted.put(each.topic().value(), each));
    }

    /** Does it; completes with what became of each topic. */
    Future<List<RestoredTopic>> run() {
        return look().compose(looked -> {
            Map<String, Fingerprint> before = new HashMap<>(seen);
            List<Future<Void>> published = new ArrayList<>();
            wanted.forEach((topic, message) -> {
                Fingerprint there = before.get(topic);
                if (there == null || (overwrite && !there.equals(fingerprint(message)))) {
                    published.add(publish(topic, message));
                }
            });
            return Future.join(published).compose(done -> look()).map(again -> outcomes(before));
        });
    }

    private Future<Void> publish(String topic, OutboundMessage message) {
        return connection.publish(message).recover(failure -> {
            if (failure instanceof RetainedException) { // the connection
                return Future.failedFuture(failure);
            }
            refused.put(topic, String.valueOf(failure.getMessage()));
            return Future.succeededFuture();
        });
    }

    private Future<Void> look() {
        seen.clear();
        List<Subscription> subscriptions = new ArrayList<>();
        for (String topic : wanted.keySet()) {
            subscriptions.add(connection.subscribe(
                    new TopicFilter(topic), QoS.AT_MOST_ONCE, SubscribeOptions.APART, (message, done) -> {
                        saw(message);
                        done.run();
                    }));
        }
        return connection
                .settled()
                .onComplete(over -> subscriptions.forEach(Subscription::cancel))
                .compose(settled -> connection.settled(() -> true)) // unsubscribed, or the next look would see nothing
                .mapEmpty();
    }

    private void saw(InboundMessage message) {
        if (message.retained()) {
            seen.put(message.topic().value(), Fingerprint.of(message.payloadBytes()));
        }
    }

    private static Fingerprint fingerprint(OutboundMessage message) {
        return Fingerprint.of(message.payload().getBytes());
    }

    private List<RestoredTopic> outcomes(Map<String, Fingerprint> before) {
        List<RestoredTopic> outcomes = new ArrayList<>();
        wanted.forEach((topic, message) ->
                outcomes.add(outcome(topic, fingerprint(message), before.get(topic), seen.get(topic))));
        return outcomes;
    }

    private RestoredTopic outcome(
            String topic, Fingerprint wish, @Nullable Fingerprint before, @Nullable Fingerprint after) {
        if (wish.equals(after)) {
            return new RestoredTopic(topic, wish.equals(before) ? Outcome.SAME : Outcome.RESTORED, "");
        }
        if (before != null && !overwrite) {
            return new RestoredTopic(topic, Outcome.OTHER, "");
        }
        return new RestoredTopic(topic, Outcome.FAILED, refused.getOrDefault(topic, "the broker does not retain it"));
    }

    /**
     * A topic.
     *
     * @param why it failed; else empty
     */
    public record RestoredTopic(String topic, Outcome outcome, String why) {}
}
