package dev.mooring.security;

import dev.mooring.security.Attempts.Claim;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class VerifiedLoginsTest {

    private static final Claim CLAIM = new Claim("operator", new ClientAddress("192.0.2.1"));
    private static final SecurityIdentity OPERATOR = QuarkusSecurityIdentity.builder()
            .setPrincipal(new QuarkusPrincipal("operator"))
            .build();

    private final AtomicInteger looks = new AtomicInteger();
    private long now;
    private final VerifiedLogins logins = new VerifiedLogins(() -> now);

    @Test
    void shouldLookOnceInFiveMinutes() {
        assertThat(verify(CLAIM, "right", OPERATOR)).isCompletedWithValue(OPERATOR);
        assertThat(verify(CLAIM, "right", OPERATOR)).isCompletedWithValue(OPERATOR);
        assertThat(looks).hasValue(1);

        now += Duration.ofMinutes(5).toNanos();

        assertThat(verify(CLAIM, "right", null)).isCompletedWithValue(null);
        assertThat(looks).hasValue(2);
    }

    @Test
    void shouldLookAtEverythingElse() {
        assertThat(verify(CLAIM, "right", OPERATOR)).isCompleted();

        assertThat(verify(CLAIM, "wrong", null)).isCompleted();
        assertThat(verify(new Claim("viewer", CLAIM.address()), "right", null)).isCompleted();
        assertThat(verify(new Claim("operator", new ClientAddress("192.0.2.2")), "right", null))
                .isCompleted();
        assertThat(verify(new Claim("", CLAIM.address()), "operator\0right", null))
                .isCompleted();

        assertThat(looks).hasValue(5);
    }

    @Test
    void shouldNotRememberWhatWasWrong() {
        assertThat(verify(CLAIM, "wrong", null)).isCompleted();

        assertThat(verify(CLAIM, "wrong", null)).isCompletedWithValue(null);
        assertThat(looks).hasValue(2);
    }

    @Test
    void shouldLookOnceForManyThatComeTogether() {
        CompletableFuture<SecurityIdentity> look = new CompletableFuture<>();
        CompletableFuture<SecurityIdentity> first = logins.verify(CLAIM, "right".toCharArray(), () -> look);
        CompletableFuture<SecurityIdentity> second = verify(CLAIM, "right", null);
        assertThat(second).isNotDone();

        look.complete(OPERATOR);

        assertThat(first).isCompletedWithValue(OPERATOR);
        assertThat(second).isCompletedWithValue(OPERATOR);
        assertThat(looks).hasValue(0);
    }

    private CompletableFuture<SecurityIdentity> verify(Claim claim, String password, @Nullable SecurityIdentity who) {
        return logins.verify(claim, password.toCharArray(), () -> {
            looks.incrementAndGet();
            return CompletableFuture.completedFuture(who);
        });
    }
}
