package dev.mooring.benchmarks.peer;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Waiting with a deadline, on the benchmark's own thread. */
final class Await {

    private static final long SECONDS = 60;

    private Await() {}

    static void all(List<? extends CompletableFuture<?>> futures) throws Exception {
        CompletableFuture.allOf(futures.toArray(CompletableFuture<?>[]::new)).get(SECONDS, TimeUnit.SECONDS);
    }
}
