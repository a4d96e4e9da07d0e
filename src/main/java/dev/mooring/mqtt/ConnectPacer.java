package dev.mooring.mqtt;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Spaces out the connects to one host and port, over all sessions and transports, so that a broker that comes back is
 * not stormed. Safe on any thread.
 */
public final class ConnectPacer {

    private final long intervalNanos;
    private final LongSupplier nanoTime;
    private final Map<String, AtomicLong> nextSlot = new ConcurrentHashMap<>();

    /**
     * Creates a pacer.
     *
     * @param perSecond connects per second, host and port; 0 for no limit
     * @param nanoTime  a clock such as {@link System#nanoTime}
     * @throws IllegalArgumentException when {@code perSecond} is negative
     */
    public ConnectPacer(int perSecond, LongSupplier nanoTime) {
        if (perSecond < 0) {
            throw new IllegalArgumentException("connect-rate must not be negative, got: " + perSecond);
        }
        this.intervalNanos = perSecond == 0 ? 0 : Duration.ofSeconds(1).toNanos() / perSecond;
        this.nanoTime = nanoTime;
    }

    /** Takes the next free slot of that host and port and says how long it is until then. */
    Duration reserve(BrokerAddress address) {
        if (intervalNanos == 0) {
            return Duration.ZERO;
        }
        long now = nanoTime.getAsLong();
        AtomicLong slots = nextSlot.computeIfAbsent(address.authority(), a -> new AtomicLong(now));
        // Differences only: a nanosecond clock may overflow.
        long mine = slots.getAndUpdate(next -> now + Math.max(0, next - now) + intervalNanos);
        return Duration.ofNanos(Math.max(0, mine - now));
    }
}
