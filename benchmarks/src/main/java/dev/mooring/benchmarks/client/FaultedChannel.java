package dev.mooring.benchmarks.client;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * A handler that says what it did, for {@code mooring verify run --consumer}: a line on standard output for each payload, written
 * before the message counts as handled. Which connector is behind is configuration, the same code for both.
 */
@ApplicationScoped
class FaultedChannel {

    private final Duration each;
    /** Those of Vert.x and of Mutiny's delays count in milliseconds. */
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(FaultedChannel::daemon);
    /** Not {@code System.out}: a line is one write, so that a kill leaves no half of one that was acknowledged. */
    private final FileOutputStream lines = new FileOutputStream(FileDescriptor.out);

    FaultedChannel(@ConfigProperty(name = "faulted.handler-time", defaultValue = "PT0S") Duration each) {
        this.each = each;
    }

    /** Takes its time and no thread, as a handler does that waits for a database. */
    @Incoming("faulted")
    Uni<Void> handle(byte[] payload) {
        if (each.isZero()) {
            say(payload);
            return Uni.createFrom().voidItem();
        }
        return Uni.createFrom()
                .emitter(done -> timer.schedule(() -> finish(payload, done), each.toNanos(), TimeUnit.NANOSECONDS));
    }

    private void finish(byte[] payload, UniEmitter<? super Void> done) {
        try {
            say(payload);
            done.complete(null);
        } catch (UncheckedIOException e) {
            done.fail(e);
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "faulted-timer");
        thread.setDaemon(true);
        return thread;
    }

    private void say(byte[] payload) {
        byte[] line = new byte[payload.length + 1];
        System.arraycopy(payload, 0, line, 0, payload.length);
        line[payload.length] = '\n';
        try {
            lines.write(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
