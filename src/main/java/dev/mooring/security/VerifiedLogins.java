package dev.mooring.security;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.quarkus.security.identity.SecurityIdentity;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import javax.crypto.KeyGenerator;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * Remembers for five minutes which logins were good, since bcrypt takes long by design and basic authentication sends the
 * password with each request. What is kept is an HMAC under a key that this process made up: of no use to anybody else,
 * and never the password. Bad logins are not remembered. Safe on any thread.
 */
final class VerifiedLogins {

    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final int MOST = 1_000;
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKey key;
    private final AsyncCache<ByteBuffer, SecurityIdentity> good;

    VerifiedLogins(Ticker ticker) {
        try {
            this.key = KeyGenerator.getInstance(ALGORITHM).generateKey();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java knows " + ALGORITHM, e);
        }
        this.good = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterWrite(KEPT)
                .ticker(ticker)
                .buildAsync();
    }

    /**
     * Who somebody is, or null when the login is bad. The same one that comes again while it is looked at, as many at once do after a start,
     * waits for that look.
     *
     * @param look what takes long; completes with null when the login is bad or was not looked at
     */
    CompletableFuture<SecurityIdentity> verify(
            Attempts.Claim claim, char[] password, Supplier<CompletableFuture<SecurityIdentity>> look) {
        return good.get(digest(claim, password), (login, executor) -> look.get());
    }

    private ByteBuffer digest(Attempts.Claim claim, char[] password) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            // NUL ends each part: neither a name nor an address has one.
            mac.update((claim.address().text() + '\0' + claim.user() + '\0').getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(mac.doFinal(new String(password).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java knows " + ALGORITHM, e);
        }
    }
}
