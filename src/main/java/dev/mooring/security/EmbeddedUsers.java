package dev.mooring.security;

import io.quarkus.elytron.security.common.BcryptUtil;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.UsernamePasswordAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;
import java.util.regex.Pattern;

/** Authenticates the users of the configuration by their bcrypt hashes, on worker threads: bcrypt is slow by design. */
@ApplicationScoped
class EmbeddedUsers implements IdentityProvider<UsernamePasswordAuthenticationRequest> {

    private static final Pattern BCRYPT = Pattern.compile("\\$2[aby]\\$\\d\\d\\$[./A-Za-z0-9]{53}");
    private static final Set<String> ROLES = Set.of(Roles.VIEWER, Roles.OPERATOR, Roles.DEVICE);
    /** The hash of something random: checked when there is no such user, so that the answer takes as long. */
    private static final String NOBODY = "$2a$10$iQlfOPZACN.oH7VtTbqXwOq2KEPUzDUc12s1/AMKSdVZs3e5L984e";

    private final SecurityConfig config;

    EmbeddedUsers(SecurityConfig config) {
        this.config = config;
    }

    void check(@Observes StartupEvent event) {
        config.users().forEach((name, user) -> {
            String key = "mooring.security.users." + name;
            if (!BCRYPT.matcher(user.passwordHash()).matches()) {
                throw new ConfigurationException(key + ".password-hash: is no bcrypt hash ($2a$…, $2b$… or $2y$…)");
            }
            user.roles().stream()
                    .filter(role -> !ROLES.contains(role))
                    .findFirst()
                    .ifPresent(role -> {
                        throw new ConfigurationException(
                                key + ".roles: must be of viewer, operator, device, got: " + role);
                    });
        });
        if (config.mode() == SecurityConfig.Mode.OFF) {
            SecurityLog.LOG.off();
        } else if (config.users().isEmpty()) {
            SecurityLog.LOG.nobody();
        }
    }

    @Override
    public Class<UsernamePasswordAuthenticationRequest> getRequestType() {
        return UsernamePasswordAuthenticationRequest.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(
            UsernamePasswordAuthenticationRequest request, AuthenticationRequestContext context) {
        return context.runBlocking(() -> identity(request));
    }

    private SecurityIdentity identity(UsernamePasswordAuthenticationRequest request) {
        SecurityConfig.User user = config.users().get(request.getUsername());
        String hash = user == null ? NOBODY : user.passwordHash();
        // $2b$ and $2y$ name the same algorithm as $2a$, which is the only one that the library knows by name.
        boolean matches = BcryptUtil.matches(
                new String(request.getPassword().getPassword()), "$2a$" + hash.substring("$2a$".length()));
        if (user == null || !matches) {
            throw new AuthenticationFailedException("wrong user name or password");
        }
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(request.getUsername()))
                .addCredential(request.getPassword())
                .addRoles(user.roles())
                .build();
    }
}
