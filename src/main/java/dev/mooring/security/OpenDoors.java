package dev.mooring.security;

import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

/** Gives everybody every role in mode {@code off}, where a gateway in front of the service authenticates. */
@ApplicationScoped
class OpenDoors implements SecurityIdentityAugmentor {

    private final SecurityConfig config;

    OpenDoors(SecurityConfig config) {
        this.config = config;
    }

    @Override
    public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context) {
        if (config.mode() != SecurityConfig.Mode.OFF) {
            return Uni.createFrom().item(identity);
        }
        return Uni.createFrom()
                .item(QuarkusSecurityIdentity.builder(identity)
                        .setAnonymous(false)
                        .addRoles(Set.of(Roles.VIEWER, Roles.OPERATOR, Roles.DEVICE))
                        .build());
    }
}
