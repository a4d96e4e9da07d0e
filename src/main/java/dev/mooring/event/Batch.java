package dev.mooring.event;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Gathers items, and publishes them together when there are enough of them or the oldest has waited long enough (document
 * C, pattern 4b): to {@code {topic}/batch}, of the type {@code {topic with dots}.batch}, with the data
 * {@code {"items":[…],"count":n}}. Made by {@link EventClient#batch}. Safe on any thread.
 */
public final class Batch {

    private static final int MAX_SIZE = 100_000;
    private static final Duration LONGEST = Duration.ofDays(1);

    private final Function<OutgoingEvent, Uni<Void>> publish;
    private final UnaryOperator<Object> toJson;
    private final Context context;
    private final String topic;
    private final int size;
    private final Duration interval;

    // Event loop only.
    private List<Object> items = new ArrayList<>();
    private List<UniEmitter<? super Void>> waiting = new ArrayList<>();
    private @Nullable Long timer;

    Batch(
            Function<OutgoingEvent, Uni<Void>> publish,
            UnaryOperator<Object> toJson,
            Context context,
            String topic,
            int size,
            Duration interval) {
        if (size < 1 || size > MAX_SIZE) {
            throw new IllegalArgumentException("size of a batch must be 1 to " + MAX_SIZE + ", got: " + size);
        }
        if (interval.isNegative() || interval.isZero() || interval.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "interval of a batch must be above 0 s and at most 1 day, got: " + interval);
        }
        this.publish = publish;
        this.toJson = toJson;
        this.context = context;
        this.topic = topic;
        this.size = size;
        this.interval = interval;
    }

    /**
     * Adds an item.
     *
     * @param item a {@code Map}, a record or whatever else becomes JSON
     * @return done when the batch that the item is in was acknowledged by the broker; subscribe to it to add the item
     */
    public Uni<Void> add(Object item) {
        return Uni.createFrom().emitter(emitter -> {
            Object json = toJson.apply(item); // one that cannot be written must not take the others with it
            context.runOnContext(v -> add(json, emitter));
        });
    }

    private void add(Object item, UniEmitter<? super Void> emitter) {
        items.add(item);
        waiting.add(emitter);
        if (items.size() >= size) {
            publishAll();
        } else if (timer == null) {
            timer = context.owner()
                    .setTimer(Math.max(1, interval.toMillis()), id -> context.runOnContext(v -> publishAll()));
        }
    }

    /** Publishes what there is, now; done when the broker acknowledged it. */
    public Uni<Void> flush() {
        return Uni.createFrom()
                .emitter(emitter -> context.runOnContext(v -> {
                    if (items.isEmpty()) {
                        emitter.complete(null);
                    } else {
                        waiting.add(emitter);
                        publishAll();
                    }
                }));
    }

    private void publishAll() {
        Long pending = timer;
        if (pending != null) {
            context.owner().cancelTimer(pending);
            timer = null;
        }
        if (items.isEmpty()) {
            return;
        }
        List<Object> batch = items;
        List<UniEmitter<? super Void>> told = waiting;
        items = new ArrayList<>();
        waiting = new ArrayList<>();
        publish.apply(event(batch))
                .subscribe()
                .with(
                        nothing -> told.forEach(each -> each.complete(null)),
                        failure -> told.forEach(each -> each.fail(failure)));
    }

    private OutgoingEvent event(List<Object> batch) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("items", batch);
        data.put("count", batch.size());
        return OutgoingEvent.of(topic + "/batch", topic.replace('/', '.') + ".batch", data);
    }
}
