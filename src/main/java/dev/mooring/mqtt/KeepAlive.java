package dev.mooring.mqtt;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Pings when nothing was sent, or nothing came, for a keep-alive interval, and gives up when nothing came for one and a
 * half (MQTT 5.0, section 3.1.2.10). Who only writes notices a dead link as well: what is written says nothing. Not
 * reading is no silence of the other side.
 *
 * <p>One timer for a connection, which looks when the next thing may be due: reads and writes only note the time.
 * Confined to the connection's event loop.
 */
final class KeepAlive {

    /** What a connection does about it. */
    interface Owner {
        void ping();

        /** Nothing came back. */
        void silent();
    }

    private final EventLoop loop;
    private final long interval;
    private final Owner owner;
    private final LongSupplier clock;

    private long lastRead;
    private long lastWrite;
    private boolean paused;
    private boolean stopped;
    private @Nullable ScheduledFuture<?> timer;

    KeepAlive(EventLoop loop, Duration interval, Owner owner) {
        this(loop, interval, owner, System::nanoTime);
    }

    /** @param clock nanoseconds, as {@link System#nanoTime} */
    KeepAlive(EventLoop loop, Duration interval, Owner owner, LongSupplier clock) {
        this.clock = clock;
        this.loop = loop;
        this.interval = interval.toNanos();
        this.owner = owner;
    }

    /** Begins to look; an interval of zero switches it off (MQTT 5.0, section 3.1.2.10). */
    void start(long now) {
        lastRead = now;
        lastWrite = now;
        if (interval > 0) {
            schedule(interval);
        }
    }

    void stop() {
        stopped = true;
        ScheduledFuture<?> pending = timer;
        if (pending != null) {
            pending.cancel(false);
        }
    }

    void read(long now) {
        lastRead = now;
    }

    long lastRead() {
        return lastRead;
    }

    void wrote(long now) {
        lastWrite = now;
    }

    /** Reading stops, or goes on: the other side had no chance to be heard meanwhile. */
    void paused(boolean nowPaused, long now) {
        paused = nowPaused;
        lastRead = now;
    }

    private void look() {
        long now = clock.getAsLong();
        long silence = paused ? 0 : now - lastRead;
        if (silence >= interval + interval / 2) {
            owner.silent();
            return;
        }
        if (silence >= interval || now - lastWrite >= interval) {
            owner.ping(); // which is a write
        }
        schedule(untilNext(clock.getAsLong(), silence));
    }

    private long untilNext(long now, long silence) {
        long untilPing = interval - (now - lastWrite);
        if (paused) {
            return untilPing;
        }
        long untilSilent = silence >= interval ? interval + interval / 2 - silence : interval - silence;
        return Math.min(untilPing, untilSilent);
    }

    private void schedule(long nanos) {
        if (stopped) {
            return; // by what its own ping led to
        }
        timer = loop.schedule(this::look, Math.max(nanos, 1), TimeUnit.NANOSECONDS);
    }
}
