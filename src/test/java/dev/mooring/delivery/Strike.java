package dev.mooring.delivery;

import dev.mooring.broker.MosquittoBroker;
import dev.mooring.broker.TcpProxy.Direction;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** What the fault suite does to services, networks and brokers. */
enum Strike {
    /** All connections through a network are closed. */
    CUT(Target.NETWORK) {
        @Override
        boolean strike(Stage stage, Place place, Random random) {
            place.proxy().cut();
            return true;
        }
    },
    /**
     * A network carries nothing for a while: in both directions, and then all of it, or what was under way is gone with its
     * connections; or in one direction only, and what was sent there is gone.
     */
    PARTITION(Target.NETWORK) {
        @Override
        boolean strike(Stage stage, Place place, Random random) {
            switch (random.nextInt(4)) {
                case 0 -> halfOpen(place, Direction.UP, random);
                case 1 -> halfOpen(place, Direction.DOWN, random);
                default -> silent(place, random);
            }
            return true;
        }

        private static void silent(Place place, Random random) {
            place.proxy().silence(true);
            last(random, LONGEST);
            if (random.nextBoolean()) {
                place.proxy().cut();
            }
            place.proxy().silence(false);
        }

        private static void halfOpen(Place place, Direction direction, Random random) {
            place.proxy().swallow(direction, true);
            last(random, LONGEST);
            // Bytes are missing: the connections are of no use any more.
            place.proxy().cut();
            place.proxy().swallow(direction, false);
        }
    },
    /** Another client takes the service's session over, acknowledges nothing, and is gone again. */
    TAKEOVER(Target.NETWORK) {
        @Override
        boolean strike(Stage stage, Place place, Random random) {
            return Usurper.visit(place, stage.clientId(place), Duration.ofMillis(10 + random.nextInt(200)));
        }
    },
    /** The broker's process stands still for a while (SIGSTOP, SIGCONT). */
    FREEZE(Target.BROKER) {
        @Override
        boolean strike(Stage stage, Place place, Random random) {
            MosquittoBroker broker = (MosquittoBroker) place.broker();
            broker.freeze();
            last(random, LONGEST);
            broker.thaw();
            return true;
        }
    },
    /** The broker ends in an orderly way, and starts again with what it has saved. */
    RESTART(Target.BROKER) {
        @Override
        boolean strike(Stage stage, Place place, Random random) {
            place.broker().stop();
            last(random, Duration.ofMillis(300));
            place.broker().start();
            return true;
        }
    },
    /** Each handler takes some time for a while. */
    SLOW_HANDLER(Target.SERVICE) {
        @Override
        boolean strike(Stage stage, Place place, Random random) {
            boolean struck = stage.service().order("slow " + (1 + random.nextInt(50)));
            last(random, LONGEST);
            stage.service().order("slow 0");
            return struck;
        }
    },
    /** The service is killed ({@code kill -9}) and started again. */
    KILL(Target.SERVICE) {
        @Override
        boolean strike(Stage stage, Place place, Random random) {
            stage.service().kill9();
            stage.startAgain();
            return true;
        }
    };

    /** Longer than a keep-alive and a half, which ends connections, and shorter as well. */
    private static final Duration LONGEST = Duration.ofSeconds(2);

    /** Whom it can hit. */
    enum Target {
        /** The network of each place. */
        NETWORK,
        /** A broker in a process of its own. */
        BROKER,
        /** The one service. */
        SERVICE
    }

    private final Target target;

    Strike(Target target) {
        this.target = target;
    }

    Target target() {
        return target;
    }

    /**
     * Strikes, and returns when it is over; blocks meanwhile.
     *
     * @param place one of those that the target has
     * @return whether it has hit
     */
    abstract boolean strike(Stage stage, Place place, Random random);

    private static void last(Random random, Duration most) {
        long end = System.nanoTime() + random.nextLong(most.toNanos());
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
