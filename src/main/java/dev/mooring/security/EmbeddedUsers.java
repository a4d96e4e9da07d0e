package dev.mooring.security;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.mooring.security.Attempts.Claim;
import io.quarkus.elytron.security.common.BcryptUtil;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.UsernamePasswordAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpSecurityUtils;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates the users of the configuration by their bcrypt hashes, on worker threads: bcrypt is slow by design. What
 * need not be looked at never gets there: the claim of somebody who is locked, and a login that was good a moment ago.
 */
@ApplicationScoped
class EmbeddedUsers implements IdentityProvider<UsernamePasswordAuthenticationRequest> {

    /** The hash of something random: checked when there is no such user, so that the answer takes as long. */
    private static final String NOBODY = "$2a$10$iQlfOPZACN.oH7VtTbqXwOq2KEPUzDUc12s1/AMKSdVZs3e5L984e";

    private final SecurityConfig config;
    private final Attempts attempts;
    private final VerifiedLogins verified = new VerifiedLogins(Ticker.systemTicker());

    EmbeddedUsers(SecurityConfig config, Attempts attempts) {
        this.config = config;
        this.attempts = attempts;
    }

    @Override
    public Class<UsernamePasswordAuthenticationRequest> getRequestType() {
        return UsernamePasswordAuthenticationRequest.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(
            UsernamePasswordAuthenticationRequest request, AuthenticationRequestContext context) {
        if (config.mode() != SecurityConfig.Mode.EMBEDDED) {
            return Uni.createFrom().failure(refused());
        }
        @Nullable RoutingContext http = HttpSecurityUtils.getRoutingContextAttribute(request);
        Claim claim = new Claim(request.getUsername(), ClientAddress.of(http));
        Duration locked = attempts.lockedFor(claim);
        if (!locked.isZero()) {
            return lockedOut(http, locked);
        }
        char[] password = request.getPassword().getPassword();
        CompletableFuture<SecurityIdentity> known =
                verified.verify(claim, password, () -> look(claim, password, context));
        return onThisThread(Uni.createFrom().completionStage(known))
                .onItem()
                .ifNull()
                .failWith(EmbeddedUsers::refused);
    }

    /** A look that another request began ends on that one's thread. */
    private static <T> Uni<T> onThisThread(Uni<T> uni) {
        Context current = Vertx.currentContext();
        return current == null ? uni : uni.emitOn(task -> current.runOnContext(v -> task.run()));
    }

    private CompletableFuture<SecurityIdentity> look(
            Claim claim, char[] password, AuthenticationRequestContext context) {
        if (!attempts.begin(claim)) {
            return CompletableFuture.completedFuture(null);
        }
        return context.runBlocking(() -> identity(claim, password)).subscribeAsCompletionStage();
    }

    private @Nullable SecurityIdentity identity(Claim claim, char[] password) {
        SecurityConfig.User user = config.users().get(claim.user());
        String hash = user == null ? NOBODY : user.passwordHash();
        // $2b$ and $2y$ name the same algorithm as $2a$, which is the only one that the library knows by name.
        boolean matches = BcryptUtil.matches(new String(password), "$2a$" + hash.substring("$2a$".length()));
        if (user == null || !matches) {
            attempts.failed(claim);
            return null;
        }
        attempts.succeeded(claim);
        return identity(claim.user(), user);
    }

    private static SecurityIdentity identity(String name, SecurityConfig.User user) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(name))
                .addRoles(user.roles())
                .build();
    }

    private static Uni<SecurityIdentity> lockedOut(@Nullable RoutingContext http, Duration locked) {
        if (http != null) {
            Doorkeeper.lockedOut(http, locked);
        }
        return Uni.createFrom().failure(refused());
    }

    private static AuthenticationFailedException refused() {
        return new AuthenticationFailedException("wrong user name or password");
    }
}
