package dev.mooring.worker;

import io.vertx.core.Context;
import java.time.Duration;

/**
 * Does something at once, and again no sooner than a pause later; what is asked for meanwhile is done once, when the pause is
 * over. Confined to an event loop.
 */
final class Paced {

    private final Context context;
    private final Duration pause;
    private final Runnable action;
    private boolean pausing;
    private boolean wanted;

    Paced(Context context, Duration pause, Runnable action) {
        this.context = context;
        this.pause = pause;
        this.action = action;
    }

    void ask() {
        if (pausing) {
            wanted = true;
            return;
        }
        action.run();
        pausing = true;
        context.owner().setTimer(pause.toMillis(), id -> context.runOnContext(v -> pauseOver()));
    }

    private void pauseOver() {
        pausing = false;
        if (wanted) {
            wanted = false;
            ask();
        }
    }
}
