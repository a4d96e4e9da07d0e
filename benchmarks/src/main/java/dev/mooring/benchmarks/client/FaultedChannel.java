package dev.mooring.benchmarks.client;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * A handler that says what it did, for {@code mooring verify run --consumer}: a line on standard output for each payload, written
 * before the message counts as handled. Which connector is behind is configuration, the same code for both.
 */
@ApplicationScoped
class FaultedChannel {

    private final Duration each;
    /** A timer of Vert.x takes a millisecond at least. */
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(FaultedChannel::daemon);
    /** Not {@code System.out}: a line is one write, so that a kill leaves no half of one that was acknowledged. */
    private final FileOutputStream lines = new FileOutputStream(FileDescriptor.out);

    FaultedChannel(@ConfigProperty(name = "faulted.handler-time", defaultValue = "PT0S") Duration each) {
        this.each = each;
    }

    /** Takes its time and no thread, as a handler does that waits for a database. */
    @Incoming("faulted")
    Uni<Void> handle(byte[] payload) {
        Uni<byte[]> work = Uni.createFrom().item(payload);
        Uni<byte[]> done =
                each.isZero() ? work : work.onItem().delayIt().onExecutor(timer).by(each);
        return done.invoke(this::say).replaceWithVoid();
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
