package dev.mooring.security;

import io.quarkus.oidc.runtime.OidcAuthenticationMechanism;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AnonymousAuthenticationRequest;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.quarkus.security.identity.request.UsernamePasswordAuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.BasicAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.HttpCredentialTransport;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * Lets each mode have its own way to show who one is, and no other: a password in {@code embedded}, a token in {@code oidc},
 * nothing in {@code off}. On event loops.
 */
@ApplicationScoped
class Doorkeeper implements HttpAuthenticationMechanism {

    private static final String LOCKED = Doorkeeper.class.getName() + ".locked";
    private static final int FIRST = 2_500; // basic authentication has 2000
    private static final int TOO_MANY_REQUESTS = 429;

    private final SecurityConfig config;
    private final BasicAuthenticationMechanism passwords;
    private final OidcAuthenticationMechanism tokens;

    Doorkeeper(SecurityConfig config, BasicAuthenticationMechanism passwords, OidcAuthenticationMechanism tokens) {
        this.config = config;
        this.passwords = passwords;
        this.tokens = tokens;
    }

    /** The request is to be answered with 429. */
    static void lockedOut(RoutingContext request, Duration remaining) {
        request.put(LOCKED, Attempts.seconds(remaining));
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext request, IdentityProviderManager identities) {
        Uni<SecurityIdentity> identity = shown(request, identities);
        // Quarkus asks the one that is noted here for the challenge, and basic authentication has noted itself.
        request.put(HttpAuthenticationMechanism.class.getName(), this);
        return identity;
    }

    private Uni<SecurityIdentity> shown(RoutingContext request, IdentityProviderManager identities) {
        return switch (config.mode()) {
            case EMBEDDED -> passwords.authenticate(request, identities);
            case OIDC ->
                showsPassword(request)
                        ? Uni.createFrom().failure(new AuthenticationFailedException("passwords are not taken"))
                        : tokens.authenticate(request, identities);
            case OFF -> identities.authenticate(AnonymousAuthenticationRequest.INSTANCE);
        };
    }

    private static boolean showsPassword(RoutingContext request) {
        String shown = request.request().getHeader(HttpHeaders.AUTHORIZATION);
        return shown != null && shown.regionMatches(true, 0, "Basic ", 0, "Basic ".length());
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext request) {
        Long seconds = request.get(LOCKED);
        if (seconds != null) {
            return Uni.createFrom()
                    .item(new ChallengeData(TOO_MANY_REQUESTS, Map.of("Retry-After", seconds.toString())));
        }
        return way().getChallenge(request);
    }

    private HttpAuthenticationMechanism way() {
        return config.mode() == SecurityConfig.Mode.OIDC ? tokens : passwords;
    }

    /** Before Quarkus' own, which are asked only where this one has found nothing to look at. */
    @Override
    public int getPriority() {
        return FIRST;
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of(UsernamePasswordAuthenticationRequest.class, TokenAuthenticationRequest.class);
    }

    @Override
    public Uni<HttpCredentialTransport> getCredentialTransport(RoutingContext request) {
        return way().getCredentialTransport(request);
    }
}
