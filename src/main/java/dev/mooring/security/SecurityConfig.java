package dev.mooring.security;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** Who may use the REST interface. */
@ConfigMapping(prefix = "mooring.security")
interface SecurityConfig {

    /**
     * `embedded` for the users below, with basic authentication; `oidc` for the bearer tokens of an OpenID Connect provider,
     * configured by `quarkus.oidc.*`; `off` only behind a gateway that authenticates.
     */
    @WithDefault("embedded")
    Mode mode();

    /** The users, by name. Without any, nobody may read or change anything over REST; health and metrics stay open. */
    Map<String, User> users();

    /** What happens to who guesses passwords. */
    Lockout lockout();

    /** Where users come from. */
    enum Mode {
        /** From this configuration. */
        EMBEDDED,
        /** From an OpenID Connect provider. */
        OIDC,
        /** Everybody may do everything. */
        OFF
    }

    /** One user. */
    interface User {

        /** The password as a bcrypt hash (`$2a$10$…`), such as `htpasswd -nbB` prints it. Never in clear. */
        String passwordHash();

        /** `viewer`, `operator`, `device`. */
        Set<String> roles();
    }

    /** What happens to who guesses passwords. A user is locked for one client address only, never for all. */
    interface Lockout {

        /** How many failed logins of one user from one address lock that user there; 1 to 1000. */
        @WithDefault("5")
        int failures();

        /** How many failed logins from one address lock the address, whatever the users' names; 1 to 100000. */
        @WithDefault("50")
        int addressFailures();

        /** The time in which so many failures count together; 1 s to 1 d. */
        @WithDefault("5m")
        Duration window();

        /** How long the first lock lasts; each further one lasts twice as long; 1 s to 1 d. */
        @WithDefault("1m")
        Duration duration();

        /** How long a lock lasts at most; not shorter than `duration`, 1 d at most. */
        @WithDefault("15m")
        Duration maxDuration();
    }
}
