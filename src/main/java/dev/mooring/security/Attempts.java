package dev.mooring.security;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;

/**
 * Who may try a password. A user is locked for one address, so that a stranger who guesses cannot lock out the operator,
 * who sits elsewhere; an address is locked for all users when it fails far more often. Safe on any thread.
 */
@ApplicationScoped
class Attempts {

    private static final int LINES_EACH = 20;
    private static final int LINES_ALL = 200;

    /** Somebody who claims to be a user, and the place of the claim. */
    record Claim(String user, ClientAddress address) {}

    private final Strikes<Claim> claims;
    private final Strikes<ClientAddress> addresses;
    private final LineBudget lines;
    private final Counter failed;
    private final Counter locked;

    @Inject
    Attempts(SecurityConfig config, MeterRegistry registry) {
        this(config.lockout(), registry, Ticker.systemTicker());
    }

    Attempts(SecurityConfig.Lockout config, MeterRegistry registry, Ticker ticker) {
        this.claims = new Strikes<>(config.failures(), config, ticker);
        this.addresses = new Strikes<>(config.addressFailures(), config, ticker);
        this.lines = new LineBudget(LINES_EACH, LINES_ALL, ticker);
        this.failed = counter(registry, "failed");
        this.locked = counter(registry, "locked");
    }

    private static Counter counter(MeterRegistry registry, String outcome) {
        return Counter.builder("mooring.security.logins.refused")
                .description("Logins refused: the password was wrong, or it was not looked at during a lock")
                .tag("reason", outcome)
                .register(registry);
    }

    /** How long nothing that this claim brings is looked at; zero if it is. A lock that holds is counted. */
    Duration lockedFor(Claim claim) {
        Duration user = claims.lockedFor(claim);
        Duration address = addresses.lockedFor(claim.address());
        Duration longer = user.compareTo(address) > 0 ? user : address;
        if (!longer.isZero()) {
            locked.increment();
        }
        return longer;
    }

    /** An attempt begins; it counts as failed until {@link #succeeded}. False when it must not. */
    boolean begin(Claim claim) {
        if (!addresses.admit(claim.address())) {
            locked.increment();
            return false;
        }
        if (!claims.admit(claim)) {
            addresses.takeBack(claim.address());
            locked.increment();
            return false;
        }
        return true;
    }

    /** The attempt was a good one. */
    void succeeded(Claim claim) {
        claims.forget(claim);
        addresses.takeBack(claim.address());
    }

    /** The attempt was a bad one: counted, and said within reason. */
    void failed(Claim claim) {
        failed.increment();
        if (!lines.allows(claim.address())) {
            return;
        }
        String user = Printable.of(claim.user());
        Duration lock = claims.lockedFor(claim);
        Duration all = addresses.lockedFor(claim.address());
        if (!all.isZero()) {
            SecurityLog.LOG.lockedAddress(claim.address(), seconds(all));
        } else if (!lock.isZero()) {
            SecurityLog.LOG.lockedUser(user, claim.address(), seconds(lock));
        } else {
            SecurityLog.LOG.loginFailed(user, claim.address());
        }
    }

    /** Whole seconds, rounded up: who comes back after them finds the door open. */
    static long seconds(Duration lock) {
        return lock.plusSeconds(1).minusNanos(1).toSeconds();
    }
}
