package dev.mooring.mqtt;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** One message that went to several handlers: done when all of them are. Safe on any thread. */
final class Delivery {

    private final AtomicInteger open;
    private final Acknowledgement allDone;

    Delivery(int handlers, Acknowledgement allDone) {
        this.open = new AtomicInteger(handlers);
        this.allDone = allDone;
    }

    /** What one handler runs when it is done; running it again does nothing. */
    Acknowledgement share() {
        return new Share();
    }

    private final class Share implements Acknowledgement {
        private final AtomicBoolean done = new AtomicBoolean();

        @Override
        public void run() {
            if (done.compareAndSet(false, true) && open.decrementAndGet() == 0) {
                allDone.run();
            }
        }

        @Override
        public boolean superseded() {
            return allDone.superseded();
        }
    }
}
