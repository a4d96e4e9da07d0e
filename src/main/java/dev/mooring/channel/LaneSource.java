package dev.mooring.channel;

import dev.mooring.mqtt.Acknowledgement;
import dev.mooring.mqtt.InboundMessage;
import dev.mooring.site.Site;
import io.smallrye.mutiny.helpers.Subscriptions;
import io.smallrye.mutiny.operators.AbstractMulti;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

/**
 * One copy of an incoming channel, as the framework subscribes to it. Has one lane; with {@code broadcast}, one for each
 * subscriber, and a message is done when all of them are done with it. A {@code Multi} itself, or the framework would
 * wrap each signal once more. Safe on any thread.
 */
final class LaneSource extends AbstractMulti<Message<?>> {

    private final Supplier<Lane> newLane;
    private final boolean broadcast;
    private final Runnable onSubscribed;
    private final List<Lane> lanes = new CopyOnWriteArrayList<>();
    /** The lane, as long as there is but one. */
    private volatile @Nullable Lane only;

    /** @param onSubscribed runs after each subscription */
    LaneSource(Supplier<Lane> newLane, boolean broadcast, Runnable onSubscribed) {
        this.newLane = newLane;
        this.broadcast = broadcast;
        this.onSubscribed = onSubscribed;
    }

    @Override
    public void subscribe(MultiSubscriber<? super Message<?>> subscriber) {
        for (Lane lane : lanes) {
            if (lane.feed(subscriber)) {
                return; // takes the place of one that left, and what waits for it
            }
        }
        if (!lanes.isEmpty() && !broadcast) {
            Subscriptions.fail(
                    subscriber, new IllegalStateException("the channel has a consumer, and broadcast is off"));
            return;
        }
        Lane lane = newLane.get();
        lanes.add(lane);
        only = lanes.size() == 1 ? lane : null;
        lane.feed(subscriber);
        onSubscribed.run();
    }

    boolean isSubscribed() {
        return !lanes.isEmpty();
    }

    /** Takes a message in; any thread, and none before the first subscription. */
    void offer(Site site, InboundMessage message, Acknowledgement done) {
        Lane single = only;
        if (single != null) {
            single.offer(Arrival.now(site, message, done));
            return;
        }
        List<Lane> receivers = List.copyOf(lanes);
        Acknowledgement share = new Shared(new AtomicInteger(receivers.size()), done);
        for (Lane lane : receivers) {
            lane.offer(Arrival.now(site, message, share));
        }
    }

    /** What each lane runs once; {@code open} are those that have not. */
    private record Shared(AtomicInteger open, Acknowledgement done) implements Acknowledgement {
        @Override
        public void run() {
            if (open.decrementAndGet() == 0) {
                done.run();
            }
        }

        @Override
        public boolean superseded() {
            return done.superseded();
        }
    }

    /** That site's session goes on over a new connection: what waits may come again. */
    void resumed(Site site) {
        lanes.forEach(lane -> lane.resumed(site));
    }

    /** Hands out nothing more of that site; completes when its handlers are done. */
    Future<Void> quiesce(Site site) {
        List<Future<Void>> all = new ArrayList<>();
        lanes.forEach(lane -> all.add(lane.quiesce(site)));
        return Future.join(all).mapEmpty();
    }

    /** What is wrong, for the health report. */
    List<String> problems() {
        return lanes.stream()
                .map(Lane::problem)
                .filter(problem -> !problem.isEmpty())
                .toList();
    }
}
