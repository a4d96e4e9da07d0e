package dev.mooring.retained;

import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.OutboundMessage;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.site.Site;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/** Sees and cleans what brokers retain. Each call has a connection of its own. Safe on any thread. */
public final class RetainedMessages {

    /** Most topics that are asked for their QoS: more than that mosquitto would drop. */
    public static final int MOST_WITH_QOS = 500;

    private static final Duration CONNECT = Duration.ofSeconds(10);
    /** A broker with several addresses may be down at some of them. */
    private static final int ATTEMPTS = 3;

    /** How many connections may end while messages are restored. */
    private static final int MOST_LOSSES = 100;

    /** So long messages are restored again that a connection ended over. */
    private static final Duration LONGEST_RESTORE = Duration.ofMinutes(2);

    private static final Duration STOP = Duration.ofSeconds(2);

    private final BrokerDoor door;
    private final Clock clock;
    private final Duration longestRestore;

    /** At the broker behind that door. */
    public RetainedMessages(BrokerDoor door, Clock clock) {
        this(door, clock, LONGEST_RESTORE);
    }

    RetainedMessages(BrokerDoor door, Clock clock, Duration longestRestore) {
        this.door = door;
        this.clock = clock;
        this.longestRestore = longestRestore;
    }

    /** At the broker of a site. */
    public static RetainedMessages at(Site site, Clock clock) {
        return new RetainedMessages(new SiteDoor(site), clock);
    }

    /**
     * Lists what a filter finds.
     *
     * @param take gets each message on the door's event loop, and what to run when the next may come
     * @return when the last has been given; fails with {@link RetainedException}
     */
    public Future<Listing.End> list(TopicFilter filter, BiConsumer<InboundMessage, Runnable> take) {
        return connected(connection -> new Listing(connection).of(filter, take));
    }

    /** The QoS that messages were published with; those that are gone by now are left out. */
    public Future<Map<String, QoS>> qos(List<String> topics) {
        if (topics.size() > MOST_WITH_QOS) {
            throw new IllegalArgumentException("at most " + MOST_WITH_QOS + " topics, got: " + topics.size());
        }
        return connected(connection -> new QosLookup(connection).of(topics));
    }

    /**
     * Deletes what is meant.
     *
     * @param rate     deletions per second, at most; from 1
     * @param progress gets how many topics are done, now and then, on the door's event loop
     * @return what became of it, also when some could not be deleted; fails with {@link RetainedException} when the list
     *     could not be made, or the broker stayed away
     */
    public Future<PurgeReport> purge(Selection selection, int rate, boolean dryRun, LongConsumer progress) {
        Promise<PurgeReport> promise = Promise.promise();
        Context context = door.context();
        context.runOnContext(v -> new Purge(this::open, context, selection, rate, clock, progress)
                .run(dryRun)
                .onComplete(promise));
        return promise.future();
    }

    /**
     * Publishes retained messages again.
     *
     * @param messages  at most {@link #MOST_WITH_QOS}, all to be retained, none empty
     * @param overwrite whether what the broker retains by now is replaced
     * @return what became of each; fails with {@link RetainedException} when connections go on ending for two minutes
     */
    public Future<List<Restore.RestoredTopic>> restore(List<OutboundMessage> messages, boolean overwrite) {
        if (messages.size() > MOST_WITH_QOS) {
            throw new IllegalArgumentException("at most " + MOST_WITH_QOS + " messages, got: " + messages.size());
        }
        if (messages.stream().anyMatch(each -> !each.retain() || each.payload().length() == 0)) {
            throw new IllegalArgumentException("only retained messages that are not empty can be restored");
        }
        return restore(messages, overwrite, new Losses(longestRestore));
    }

    /** Some brokers end the connection of who publishes what it may not: the topic that does it is found by halves. */
    private Future<List<Restore.RestoredTopic>> restore(
            List<OutboundMessage> messages, boolean overwrite, Losses losses) {
        return connected(connection -> new Restore(connection, messages, overwrite)
                        .run()
                        .map(Optional::of)
                        .recover(failure -> failure instanceof RetainedException && losses.allowAnother()
                                ? Future.succeededFuture(Optional.empty())
                                : Future.failedFuture(failure)))
                .compose(restored -> restored.isPresent()
                        ? Future.succeededFuture(restored.get())
                        : halves(messages, overwrite, losses));
    }

    private Future<List<Restore.RestoredTopic>> halves(
            List<OutboundMessage> messages, boolean overwrite, Losses losses) {
        if (messages.size() == 1) {
            return Future.succeededFuture(List.of(new Restore.RestoredTopic(
                    messages.get(0).topic().value(),
                    Restore.Outcome.FAILED,
                    "the broker ended the connection over it")));
        }
        int half = messages.size() / 2;
        return restore(messages.subList(0, half), overwrite, losses).compose(first -> restore(
                        messages.subList(half, messages.size()), overwrite, losses)
                .map(second -> Stream.concat(first.stream(), second.stream()).toList()));
    }

    private <T> Future<T> connected(Function<RetainedConnection, Future<T>> work) {
        Promise<T> promise = Promise.promise();
        door.context().runOnContext(v -> open(CONNECT, ATTEMPTS)
                .compose(connection -> work.apply(connection).transform(result -> connection
                        .stop(STOP)
                        .transform(stopped -> result.succeeded()
                                ? Future.succeededFuture(result.result())
                                : Future.failedFuture(result.cause()))))
                .onComplete(promise));
        return promise.future();
    }

    /** Opens a connection, on the event loop. */
    private Future<RetainedConnection> open(Duration deadline, int attempts) {
        RetainedConnection connection = new RetainedConnection(door);
        return connection.start(deadline, attempts).map(connection).onFailure(failure -> {
            var unused = connection.stop(Duration.ZERO);
        });
    }

    /** The connections that ended while some messages were restored. Confined to the door's event loop, after its first use. */
    private static final class Losses {
        private final long begin = System.nanoTime();
        private final Duration longest;
        private int count;

        Losses(Duration longest) {
            this.longest = longest;
        }

        /** Whether it is tried again after one more. */
        boolean allowAnother() {
            count++;
            return count < MOST_LOSSES && System.nanoTime() - begin < longest.toNanos();
        }
    }
}
