package dev.mooring.retained;

import dev.mooring.mqtt.OutboundMessage;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.SubscribeOptions;
import dev.mooring.mqtt.Subscription;
import dev.mooring.mqtt.TopicFilter;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Deletes a few retained messages, each only if it is what it was when it was listed. MQTT cannot compare and delete in one
 * step, so this looks at each topic just before, and goes on looking: what somebody publishes between the look and the
 * deletion comes before the deletion in the broker's order, is seen in that order here, and is put back.
 *
 * <p>Confined to the connection's event loop; made for one use.
 */
final class PurgeBatch {

    /** As published: else what others publish meanwhile would look as if it were not retained. */
    private static final SubscribeOptions WATCH = new SubscribeOptions(false, true, true);
    /** Somebody who publishes faster than that wins anyway. */
    private static final int MOST_REPAIRS = 20;

    private final RetainedConnection connection;
    private final Set<String> tried;
    private final Map<String, PurgedTopic> topics = new LinkedHashMap<>();

    /**
     * Some topics to be deleted.
     *
     * @param tried those that an earlier connection, which ended, may have deleted already; more are added here
     */
    PurgeBatch(RetainedConnection connection, List<PurgePlan.Item> items, Set<String> tried) {
        this.connection = connection;
        this.tried = tried;
        items.forEach(item -> topics.put(item.topic(), new PurgedTopic(item, tried.contains(item.topic()))));
    }

    /** Deletes; completes with the topics and what became of them, when nothing more can happen to them from here. */
    Future<List<PurgedTopic>> run() {
        connection.markAt(QoS.AT_LEAST_ONCE);
        List<Subscription> subscriptions = watch();
        return connection
                .settled(() -> all(PurgedTopic::wasSeen))
                .compose(settled -> deleteAll())
                .compose(deleted -> repair(MOST_REPAIRS))
                .onComplete(over -> subscriptions.forEach(Subscription::cancel))
                .compose(repaired -> verify());
    }

    private List<Subscription> watch() {
        List<Subscription> subscriptions = new ArrayList<>();
        for (PurgedTopic topic : topics.values()) {
            TopicFilter filter = new TopicFilter(topic.name());
            subscriptions.add(connection.subscribe(filter, QoS.EXACTLY_ONCE, WATCH, (message, done) -> {
                topic.saw(message);
                done.run();
            }));
        }
        return subscriptions;
    }

    private Future<Void> deleteAll() {
        List<Future<Void>> deletions = new ArrayList<>();
        for (PurgedTopic topic : topics.values()) {
            if (topic.isAsListed()) {
                tried.add(topic.name());
                deletions.add(publish(topic, topic.deletion()));
            }
        }
        return Future.join(deletions).mapEmpty();
    }

    /** What was deleted although it was newer than what was looked at is put back, and so on until nothing was. */
    private Future<Void> repair(int rounds) {
        return connection.settled(() -> all(PurgedTopic::isUpToDate)).compose(settled -> {
            List<Future<Void>> again = new ArrayList<>();
            for (PurgedTopic topic : topics.values()) {
                topic.toPutBack().ifPresent(lost -> again.add(publish(topic, lost)));
            }
            if (again.isEmpty() || rounds == 0) {
                return Future.succeededFuture();
            }
            return Future.join(again).compose(put -> repair(rounds - 1));
        });
    }

    /** A broker that refuses it may say so on MQTT 5; what others refuse is found out afterwards. */
    private Future<Void> publish(PurgedTopic topic, OutboundMessage message) {
        return connection.publish(message).recover(failure -> {
            if (failure instanceof RetainedException) { // the connection
                return Future.failedFuture(failure);
            }
            topic.refused(String.valueOf(failure.getMessage()));
            return Future.succeededFuture();
        });
    }

    /** Looks once more, with new subscriptions: what the broker retains now counts, and nothing else. */
    private Future<List<PurgedTopic>> verify() {
        return connection.settled(() -> true).compose(unsubscribed -> {
            topics.values().forEach(PurgedTopic::lookAgain);
            List<Subscription> subscriptions = watch();
            return connection
                    .settled()
                    .map(settled -> outcomes())
                    .onComplete(over -> subscriptions.forEach(Subscription::cancel));
        });
    }

    /** What the broker would not show us, nobody knows to be gone. */
    private List<PurgedTopic> outcomes() {
        for (PurgedTopic topic : topics.values()) {
            if (connection.refuses(new TopicFilter(topic.name()))) {
                topic.hidden();
            }
        }
        return List.copyOf(topics.values());
    }

    private boolean all(Predicate<PurgedTopic> what) {
        return topics.values().stream().allMatch(what);
    }
}
