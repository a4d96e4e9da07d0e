package dev.mooring.device;

import io.vertx.core.Vertx;
import java.util.concurrent.Executor;

/** Where files are read and written when nobody's request does it. */
final class Workers {

    private Workers() {}

    /** Quarkus' worker threads, in no order. */
    static Executor of(Vertx vertx) {
        return work -> {
            var unused = vertx.executeBlocking(
                    () -> {
                        work.run();
                        return null;
                    },
                    false);
        };
    }
}
