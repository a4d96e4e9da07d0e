package dev.mooring.archsample.site;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

final class TakesSurroundings {

    Instant now() {
        return Instant.now();
    }

    Instant given(Clock clock) {
        return Instant.now(clock);
    }

    @Nullable
    String variable() {
        return System.getenv("HOME");
    }

    double dice() {
        return Math.random();
    }

    int localDice() {
        return ThreadLocalRandom.current().nextInt();
    }
}
