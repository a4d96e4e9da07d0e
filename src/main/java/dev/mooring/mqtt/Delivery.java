package dev.mooring.mqtt;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** One message that went to several handlers: done when all of them are. Safe on any thread. */
final class Delivery {

    private final AtomicInteger open;
    private final Runnable allDone;

    Delivery(int handlers, Runnable allDone) {
        this.open = new AtomicInteger(handlers);
        this.allDone = allDone;
    }

    /** What one handler runs when it is done; running it again does nothing. */
    Runnable share() {
        AtomicBoolean done = new AtomicBoolean();
        return () -> {
            if (done.compareAndSet(false, true) && open.decrementAndGet() == 0) {
                allDone.run();
            }
        };
    }
}
