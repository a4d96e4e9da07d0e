package dev.mooring.security;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Map;
import java.util.Set;

/** Who may use the REST interface. */
@ConfigMapping(prefix = "mooring.security")
interface SecurityConfig {

    /** `embedded` for the users below; `off` only behind a gateway that authenticates. */
    @WithDefault("embedded")
    Mode mode();

    /** The users, by name. Without any, nobody may read or change anything over REST; health and metrics stay open. */
    Map<String, User> users();

    /** Where users come from. */
    enum Mode {
        /** From this configuration. */
        EMBEDDED,
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
}
