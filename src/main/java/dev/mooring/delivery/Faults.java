package dev.mooring.delivery;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Does the harm that is planned, one after the other. On the event loop of the trial. */
public final class Faults {

    private static final long TICK_MILLIS = 20;
    private static final Duration SLOW = Duration.ofMillis(20);

    /**
     * On what harm is done.
     *
     * @param relay    between all clients and the broker
     * @param broker   one that was started here, or null
     * @param intruder appears under the client id of the consumer with that index
     */
    public record Targets(
            Relay relay,
            @Nullable OwnMosquitto broker,
            List<? extends Examined> consumers,
            Function<Integer, Intruder> intruder) {}

    private final Context context;
    private final FaultPlan plan;
    private final long seed;
    private final Duration length;
    private final Targets targets;
    private final Random random;
    private final Deque<FaultPlan.Step> left;
    private final Promise<Integer> end = Promise.promise();
    private boolean ending;
    private boolean busy;

    /**
     * Nothing happens before {@link #run}.
     *
     * @param length of what lasts for a while
     */
    public Faults(Context context, FaultPlan plan, long seed, Duration length, Targets targets) {
        this.context = context;
        this.plan = plan;
        this.seed = seed;
        this.length = length;
        this.targets = targets;
        this.random = new Random(seed);
        this.left = new ArrayDeque<>(plan.steps());
    }

    FaultPlan plan() {
        return plan;
    }

    long seed() {
        return seed;
    }

    /**
     * Begins.
     *
     * @param progress of what is disturbed, from 0 to 1
     * @param said     hears of each when it begins
     * @return how many were not done when {@link #end} was called; fails when one could not be done
     */
    Future<Integer> run(DoubleSupplier progress, Consumer<Fault> said) {
        context.owner().setPeriodic(TICK_MILLIS, id -> {
            if (busy) {
                return;
            }
            FaultPlan.Step next = left.peek();
            if (ending || next == null || end.future().isComplete()) {
                context.owner().cancelTimer(id);
                end.tryComplete(left.size());
            } else if (progress.getAsDouble() >= next.at()) {
                left.remove();
                busy = true;
                said.accept(next.fault());
                harm(next.fault()).onComplete(done -> {
                    busy = false;
                    if (done.failed()) {
                        end.tryFail(done.cause());
                    }
                });
            }
        });
        return end.future();
    }

    /** No more; completes when what goes on is over. */
    Future<Void> end() {
        ending = true;
        return end.future().mapEmpty();
    }

    private Future<Void> harm(Fault fault) {
        int victim = random.nextInt(targets.consumers().size());
        Examined consumer = targets.consumers().get(victim);
        return switch (fault) {
            case KILL_CONSUMER -> consumer.kill().compose(v -> consumer.revive());
            case KILL_CONNECTION -> now(targets.relay()::cut);
            case PARTITION -> forAWhile(on -> targets.relay().silence(on));
            case SLOW_HANDLER -> forAWhile(on -> consumer.pace(on ? SLOW : Duration.ZERO));
            case FULL_WINDOW -> forAWhile(consumer::hold);
            case TAKEOVER -> targets.intruder().apply(victim).visit();
            case FREEZE_BROKER ->
                blocking(OwnMosquitto::freeze).compose(v -> pause()).compose(v -> blocking(OwnMosquitto::thaw));
            case RESTART_BROKER -> blocking(OwnMosquitto::restart);
        };
    }

    /** Something done to the broker, which blocks. */
    @FunctionalInterface
    private interface Treatment {
        void give(OwnMosquitto broker) throws IOException;
    }

    private Future<Void> blocking(Treatment treatment) {
        return context.executeBlocking(() -> {
            treatment.give(broker());
            return null;
        });
    }

    private OwnMosquitto broker() {
        OwnMosquitto own = targets.broker();
        if (own == null) {
            throw new IllegalStateException("the broker was not started here");
        }
        return own;
    }

    private static Future<Void> now(Runnable harm) {
        harm.run();
        return Future.succeededFuture();
    }

    private Future<Void> forAWhile(Consumer<Boolean> harm) {
        harm.accept(true);
        return pause().onComplete(v -> harm.accept(false));
    }

    private Future<Void> pause() {
        Promise<Void> over = Promise.promise();
        context.owner().setTimer(length.toMillis(), id -> over.complete());
        return over.future();
    }
}
