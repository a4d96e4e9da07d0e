package dev.mooring.delivery;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A consumer in a process of its own, ours or somebody else's. It prints every payload that it handled, a line each,
 * or a topic, a space and the payload; and flushes before it acknowledges, so that no kill comes between what it says and what it did.
 * Ours listens as well: {@code pace MS} and {@code hold true} on its standard input.
 */
public final class ConsumerProcess implements Examined {

    private static final int LONGEST_READ = 1 << 17;
    /** Reads that wait for the event loop. */
    private static final int MOST_READS = 16;

    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final ProcessBuilder command;
    private final Context context;
    private final Semaphore under = new Semaphore(MOST_READS);
    private @Nullable Witness witness;
    private @Nullable Process process;

    /** Not started yet. */
    public ConsumerProcess(ProcessBuilder command, Context context) {
        this.command = command;
        this.context = context;
    }

    @Override
    public Future<Void> start(Witness newWitness) {
        witness = newWitness;
        return revive();
    }

    @Override
    public Future<Void> revive() {
        Witness hearer = Objects.requireNonNull(witness, "not started");
        return context.<Process>executeBlocking((Callable<Process>) command::start)
                .map(started -> {
                    process = started;
                    read(started, hearer);
                    return null;
                });
    }

    private void read(Process started, Witness witness) {
        Thread reader = new Thread(() -> readLines(started, witness), "mooring-consumer-lines");
        reader.setDaemon(true);
        reader.start();
        var unused = started.onExit()
                .thenAccept(ended -> context.runOnContext(v -> {
                    if (ended == process) {
                        process = null;
                        witness.ended("exit code " + ended.exitValue());
                    }
                }));
    }

    /** Until the end of the pipe, which outlives the process: what a dead one had said is read, but for half a line. */
    private void readLines(Process started, Witness witness) {
        Lines lines = new Lines(LONGEST_READ);
        byte[] room = lines.room();
        try (InputStream output = started.getInputStream()) {
            for (int read = output.read(room, lines.begin(), room.length - lines.begin());
                    read > 0;
                    read = output.read(room, lines.begin(), room.length - lines.begin())) {
                List<Said> whole = lines.came(read).stream().map(Said::of).toList();
                under.acquire();
                context.runOnContext(v -> {
                    under.release();
                    whole.forEach(said -> said.tell(witness));
                });
            }
        } catch (IOException | InterruptedException e) {
            // the process was killed, or has closed its output: what it did not say did not happen
        }
    }

    @Override
    public void pace(Duration each) {
        order("pace " + each.toMillis());
    }

    @Override
    public void hold(boolean now) {
        order("hold " + now);
    }

    /** A few bytes, which a pipe takes at once. */
    private void order(String what) {
        Process present = process;
        if (present == null) {
            return;
        }
        try {
            OutputStream orders = present.getOutputStream();
            orders.write((what + "\n").getBytes(StandardCharsets.US_ASCII));
            orders.flush();
        } catch (IOException e) {
            // it is dead; the next one begins without orders
        }
    }

    @Override
    public Future<Void> kill() {
        return end(ProcessHandle::destroyForcibly);
    }

    @Override
    public Future<Void> stop() {
        return end(ProcessHandle::destroy);
    }

    /** By its handle: what {@link Process#destroy} does as well is to throw away what the process has said and nobody has read. */
    private Future<Void> end(Consumer<ProcessHandle> way) {
        Process present = process;
        if (present == null) {
            return Future.succeededFuture();
        }
        process = null; // so that nobody wonders why it ends
        Promise<Void> ended = Promise.promise();
        var unused = present.onExit().thenAccept(dead -> context.runOnContext(v -> ended.tryComplete()));
        context.owner().setTimer(LAST_WORDS.toMillis(), id -> present.toHandle().destroyForcibly());
        way.accept(present.toHandle());
        return ended.future();
    }

    /** A line, understood. */
    private record Said(String topic, OptionalLong number, String payload) {

        static Said of(String line) {
            int space = line.lastIndexOf(' ');
            String topic = space < 0 ? "" : line.substring(0, space);
            String payload = line.substring(space + 1);
            return new Said(topic, WireFormat.read(payload.getBytes(StandardCharsets.UTF_8)), payload);
        }

        void tell(Witness witness) {
            if (number.isPresent()) {
                witness.received(topic, number.getAsLong());
            } else if (payload.equals(Examined.HELLO)) {
                witness.ready();
            } else if (topic.isEmpty() && payload.equals(Examined.NO_SESSION)) {
                witness.noSession();
            } else {
                witness.notUnderstood();
            }
        }
    }
}
