package dev.mooring.security;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many lines strangers may bring into the log: so many a minute for each address, and so many for all of them, so
 * that a flood cannot fill the disk. Safe on any thread.
 */
final class LineBudget {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int MOST_ADDRESSES = 10_000;
    private static final ClientAddress ALL = new ClientAddress("*");

    private final int each;
    private final int all;
    private final ConcurrentMap<ClientAddress, AtomicInteger> written;

    /**
     * @param each lines a minute for one address
     * @param all lines a minute for all together
     */
    LineBudget(int each, int all, Ticker ticker) {
        this.each = each;
        this.all = all;
        this.written = Caffeine.newBuilder()
                .maximumSize(MOST_ADDRESSES)
                .expireAfterWrite(MINUTE)
                .ticker(ticker)
                .<ClientAddress, AtomicInteger>build()
                .asMap();
    }

    /** Whether one more line may be written on account of that address. */
    boolean allows(ClientAddress address) {
        return take(address) <= each && take(ALL) <= all;
    }

    private int take(ClientAddress address) {
        return written.computeIfAbsent(address, same -> new AtomicInteger()).incrementAndGet();
    }
}
