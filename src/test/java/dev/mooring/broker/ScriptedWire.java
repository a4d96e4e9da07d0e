package dev.mooring.broker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The socket of a {@link ScriptedConnection}, with a daemon thread that reads and one that writes. */
final class ScriptedWire {

    /** Between two bytes of a drip, so that they rarely arrive as one. */
    private static final Duration DRIP_PACE = Duration.ofMillis(1);

    private final Socket socket;
    private final ScriptedCodec codec;
    private final ExecutorService writer;
    private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    private final Lock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean paused;
    private volatile boolean closed;

    ScriptedWire(Socket socket, ScriptedCodec codec, String name) throws IOException {
        this.socket = socket;
        this.codec = codec;
        socket.setTcpNoDelay(true);
        writer = Executors.newSingleThreadExecutor(body -> daemon(name + "-write", body));
        daemon(name + "-read", this::read).start();
    }

    /** The next arrival, or null when there is none within this time. */
    @Nullable
    Arrival next(Duration within) {
        try {
            return arrivals.poll(within.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for a packet", interrupted);
        }
    }

    /** What has arrived and was not asked for yet. */
    Arrival[] waiting() {
        return arrivals.toArray(new Arrival[0]);
    }

    /** Done when the kernel has taken the bytes, which is never while the client does not read. */
    CompletableFuture<Void> write(byte[] bytes) {
        return onWriter(out -> out.write(bytes));
    }

    CompletableFuture<Void> drip(byte[] bytes) {
        return onWriter(out -> {
            for (byte single : bytes) {
                out.write(single);
                LockSupport.parkNanos(DRIP_PACE.toNanos());
            }
        });
    }

    /** While paused nothing is read from the kernel, but for one chunk that nobody gets to see. */
    void pause(boolean on) {
        lock.lock();
        try {
            paused = on;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether nobody has closed it on this side. */
    boolean isOpen() {
        return !closed;
    }

    /** FIN after what was written; still reads. */
    void halfClose() throws IOException {
        socket.shutdownOutput();
    }

    /** RST: what the client has not read yet is lost. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        close();
    }

    void close() throws IOException {
        closed = true;
        pause(false);
        writer.shutdown();
        socket.close();
    }

    private void read() {
        arrivals.add(readToTheEnd());
    }

    private Arrival.End readToTheEnd() {
        byte[] chunk = new byte[8192];
        boolean sound = true;
        try {
            InputStream in = socket.getInputStream();
            for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
                awaitTurn();
                sound = sound && decode(Arrays.copyOf(chunk, length));
            }
            awaitTurn();
            return Arrival.End.CLOSED;
        } catch (IOException broken) {
            return closed ? Arrival.End.OURS : Arrival.End.RESET;
        }
    }

    /** Whether these bytes could be understood. */
    private boolean decode(byte[] bytes) {
        try {
            var decoded = codec.decode(bytes);
            arrivals.addAll(decoded);
            return decoded.stream().noneMatch(Arrival.Garbage.class::isInstance);
        } catch (RuntimeException cause) {
            arrivals.add(new Arrival.Garbage(cause));
            return false;
        }
    }

    private void awaitTurn() {
        lock.lock();
        try {
            while (paused) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private CompletableFuture<Void> onWriter(Writing writing) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        writing.to(socket.getOutputStream());
                    } catch (IOException cause) {
                        throw new UncheckedIOException(cause);
                    }
                },
                writer);
    }

    private static Thread daemon(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        return thread;
    }

    private interface Writing {
        void to(OutputStream out) throws IOException;
    }
}
