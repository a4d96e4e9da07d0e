package dev.mooring.security;

import dev.mooring.security.SecurityConfig.Lockout;
import dev.mooring.security.SecurityConfig.Mode;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Ends the start when the doors are configured wrongly, with one line that names the key. */
@ApplicationScoped
class SecurityCheck {

    private static final String ROOT = "mooring.security.";
    private static final Pattern BCRYPT = Pattern.compile("\\$2[aby]\\$\\d\\d\\$[./A-Za-z0-9]{53}");
    private static final Set<String> ROLES = Set.of(Roles.VIEWER, Roles.OPERATOR, Roles.DEVICE);
    private static final Duration LONGEST = Duration.ofDays(1);

    private final SecurityConfig config;
    private final boolean tokens;
    private final Optional<String> server;
    private final Optional<String> key;

    SecurityCheck(
            SecurityConfig config,
            @ConfigProperty(name = "quarkus.oidc.tenant-enabled") boolean tokens,
            @ConfigProperty(name = "quarkus.oidc.auth-server-url") Optional<String> server,
            @ConfigProperty(name = "quarkus.oidc.public-key") Optional<String> key) {
        this.config = config;
        this.tokens = tokens;
        this.server = server;
        this.key = key;
    }

    void check(@Observes StartupEvent event) {
        config.users().forEach(SecurityCheck::check);
        check(config.lockout());
        checkTokens();
        if (config.mode() == Mode.OFF) {
            SecurityLog.LOG.off();
        } else if (config.mode() == Mode.EMBEDDED && config.users().isEmpty()) {
            SecurityLog.LOG.nobody();
        }
    }

    private static void check(String name, SecurityConfig.User user) {
        String key = "users." + name;
        if (!BCRYPT.matcher(user.passwordHash()).matches()) {
            throw wrong(key + ".password-hash", "is no bcrypt hash ($2a$…, $2b$… or $2y$…)");
        }
        user.roles().stream().filter(role -> !ROLES.contains(role)).findFirst().ifPresent(role -> {
            throw wrong(key + ".roles", "must be of viewer, operator, device, got: " + role);
        });
    }

    private static void check(Lockout lockout) {
        count("failures", lockout.failures(), 1_000);
        count("address-failures", lockout.addressFailures(), 100_000);
        time("window", lockout.window(), Duration.ofSeconds(1));
        time("duration", lockout.duration(), Duration.ofSeconds(1));
        time("max-duration", lockout.maxDuration(), lockout.duration());
    }

    private static void count(String key, int value, int most) {
        if (value < 1 || value > most) {
            throw wrong("lockout." + key, "must be from 1 to " + most + ", got: " + value);
        }
    }

    private static void time(String key, Duration value, Duration least) {
        if (value.compareTo(least) < 0 || value.compareTo(LONGEST) > 0) {
            throw wrong("lockout." + key, "must be from " + least + " to " + LONGEST + ", got: " + value);
        }
    }

    private void checkTokens() {
        boolean wanted = config.mode() == Mode.OIDC;
        if (tokens != wanted) {
            throw new ConfigurationException(
                    "quarkus.oidc.tenant-enabled: follows mooring.security.mode and must not be"
                            + " set apart from it");
        }
        if (wanted && server.isEmpty() && key.isEmpty()) {
            throw new ConfigurationException("quarkus.oidc.auth-server-url: must be set with " + ROOT
                    + "mode=oidc, or quarkus.oidc.public-key instead");
        }
    }

    private static ConfigurationException wrong(String key, String what) {
        return new ConfigurationException(ROOT + key + ": " + what);
    }
}
