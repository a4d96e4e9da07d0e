package dev.mooring.faultservice;

import dev.mooring.faultservice.Journal.Deed;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * What a service is told on its standard input, a line each: {@code publish SITE TOPIC FIRST COUNT PER_SECOND}, and
 * {@code slow MILLIS}, which each handler takes from then on. With the end of the input the process ends, so that it never
 * outlives the tests.
 */
public final class Orders {

    private static final int WINDOW = 200;

    /** How this service publishes. */
    @FunctionalInterface
    public interface Publishing {
        /** Publishes a number at QoS 1; says once whether the broker acknowledged it. */
        void publish(String site, String topic, long number, Outcome outcome);
    }

    /** What became of a number. */
    @FunctionalInterface
    public interface Outcome {
        /** It was acknowledged, or never will be. */
        void published(boolean acknowledged);
    }

    private final Journal journal;
    private final Publishing publishing;
    private volatile Duration slowness = Duration.ZERO;

    /** Obeys nothing yet. */
    public Orders(Journal journal, Publishing publishing) {
        this.journal = journal;
        this.publishing = publishing;
    }

    /** How long a handler shall take now. */
    public Duration slowness() {
        return slowness;
    }

    /** Writes down that a handler has succeeded. */
    public void handled(String topic, long number) {
        journal.write(Deed.HANDLED, topic, number);
    }

    /** Obeys, on threads of its own. */
    public void obey() {
        daemon("orders", this::readAll);
    }

    private void readAll() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, US_ASCII))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                obey(line.split(" ", -1));
            }
        } catch (IOException broken) {
            // As good as its end.
        }
        Runtime.getRuntime().halt(0);
    }

    private void obey(String... words) {
        if (words[0].equals("slow")) {
            slowness = Duration.ofMillis(Long.parseLong(words[1]));
        } else {
            long first = Long.parseLong(words[3]);
            long end = first + Long.parseLong(words[4]);
            Duration pause = Duration.ofSeconds(1).dividedBy(Long.parseLong(words[5]));
            daemon("publish " + words[2], () -> publishAll(words[1], words[2], first, end, pause));
        }
    }

    private void publishAll(String site, String topic, long first, long end, Duration pause) {
        Semaphore window = new Semaphore(WINDOW);
        long begin = System.nanoTime();
        for (long number = first; number < end; number++) {
            window.acquireUninterruptibly();
            long due = begin + (number - first) * pause.toNanos();
            LockSupport.parkNanos(due - System.nanoTime());
            publish(site, topic, number, window);
        }
    }

    private void publish(String site, String topic, long number, Semaphore window) {
        journal.write(Deed.ATTEMPTED, topic, number);
        publishing.publish(site, topic, number, acknowledged -> {
            if (acknowledged) {
                journal.write(Deed.PUBLISHED, topic, number);
            }
            window.release();
        });
    }

    private static void daemon(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
    }
}
