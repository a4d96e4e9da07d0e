package dev.mooring.security;

import dev.mooring.device.RecordedUpdates;
import dev.mooring.mqtt.Certificates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The application with a user for each role, whose password is {@code mooring}, on HTTP and HTTPS. */
public final class LockedDoors extends RecordedUpdates {

    static final String HASH = "$2a$10$enm1.7Z7/9QMqPxllQnY.ezspar1pAMOQ9.InfcdAPGcRjv44i/s2";

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> config = new HashMap<>(super.getConfigOverrides());
        for (String user : new String[] {Roles.VIEWER, Roles.OPERATOR, Roles.DEVICE}) {
            config.put("mooring.security.users." + user + ".password-hash", HASH);
            config.put("mooring.security.users." + user + ".roles", user);
        }
        Path store = certificate();
        config.put("quarkus.tls.doors.key-store.p12.path", store.toString());
        config.put("quarkus.tls.doors.key-store.p12.password", Certificates.PASSWORD);
        config.put("quarkus.http.tls-configuration-name", "doors");
        config.put("quarkus.http.insecure-requests", "enabled");
        config.put("quarkus.http.test-ssl-port", "0");
        return config;
    }

    private static Path certificate() {
        try {
            return new Certificates(Files.createTempDirectory("mooring-doors")).make("doors");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
