package dev.mooring.security;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts failed logins by some key, and says how long a key is locked. An attempt counts as failed when it begins, and is
 * taken back when it succeeds: otherwise as many guesses as there are connections would pass before the first one is
 * known to be wrong. Remembers 10,000 keys, and each no longer than it matters. Safe on any thread.
 *
 * @param <K> what is locked
 */
final class Strikes<K> {

    private static final int MOST = 10_000;

    /**
     * What is known of one key; times are readings of the ticker.
     *
     * @param count how many attempts have failed since {@code since}
     * @param locks how often it was locked
     */
    private record Tally(int count, long since, int locks, long lockedUntil) {}

    private final int limit;
    private final SecurityConfig.Lockout config;
    private final Ticker ticker;
    private final ConcurrentMap<K, Tally> tallies;

    Strikes(int limit, SecurityConfig.Lockout config, Ticker ticker) {
        this.limit = limit;
        this.config = config;
        this.ticker = ticker;
        this.tallies = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterWrite(config.window().plus(config.maxDuration()))
                .ticker(ticker)
                .<K, Tally>build()
                .asMap();
    }

    /** How long the key is still locked; zero when it is not. */
    Duration lockedFor(K key) {
        Tally tally = tallies.get(key);
        return tally == null || tally.locks() == 0
                ? Duration.ZERO
                : Duration.ofNanos(Math.max(0, tally.lockedUntil() - ticker.read()));
    }

    /**
     * Counts an attempt.
     *
     * @return false when it must not be made, since the key is locked; the attempt that reaches the limit may be made
     */
    boolean admit(K key) {
        long now = ticker.read();
        boolean[] admitted = {true};
        tallies.compute(key, (same, known) -> {
            admitted[0] = !isLocked(known, now);
            return admitted[0] || known == null ? struck(known, now) : known;
        });
        return admitted[0];
    }

    private static boolean isLocked(@Nullable Tally known, long now) {
        return known != null && known.locks() > 0 && known.lockedUntil() - now > 0;
    }

    private Tally struck(@Nullable Tally known, long now) {
        if (known == null) {
            return counted(0, now, 0, now);
        }
        boolean past = now - known.since() > config.window().toNanos();
        return past ? counted(0, now, known.locks(), now) : counted(known.count(), known.since(), known.locks(), now);
    }

    private Tally counted(int before, long since, int locks, long now) {
        return before + 1 < limit
                ? new Tally(before + 1, since, locks, now)
                : new Tally(0, now, locks + 1, now + lock(locks).toNanos());
    }

    private Duration lock(int before) {
        Duration lock = config.duration();
        for (int i = 0; i < before && lock.compareTo(config.maxDuration()) < 0; i++) {
            lock = lock.multipliedBy(2);
        }
        return lock.compareTo(config.maxDuration()) < 0 ? lock : config.maxDuration();
    }

    /** Takes one attempt back, which was a good one, and the lock that it brought if it did. */
    void takeBack(K key) {
        tallies.computeIfPresent(key, (same, known) -> {
            if (isLocked(known, ticker.read())) {
                return new Tally(limit - 1, known.since(), known.locks() - 1, known.since());
            }
            return new Tally(Math.max(0, known.count() - 1), known.since(), known.locks(), known.lockedUntil());
        });
    }

    /** Forgets all of a key. */
    void forget(K key) {
        tallies.remove(key);
    }
}
