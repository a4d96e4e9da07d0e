package dev.mooring;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Random;
import java.util.random.RandomGenerator;

/** The one place where time and chance come from; everything else has them injected. */
@ApplicationScoped
class Beans {

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    /** Safe on any thread: sessions on several event loops share it. */
    @Produces
    @Singleton
    RandomGenerator random() {
        return new Random();
    }
}
