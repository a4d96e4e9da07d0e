package dev.mooring.security;

import dev.mooring.device.RecordedUpdates;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The application with a user for each role, whose password is {@code mooring}, on HTTP and HTTPS. */
public final class LockedDoors extends RecordedUpdates {

    private static final String HASH = "$2a$10$enm1.7Z7/9QMqPxllQnY.ezspar1pAMOQ9.InfcdAPGcRjv44i/s2";

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(SecuredBroker.class));
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> config = new HashMap<>(super.getConfigOverrides());
        for (String user : List.of(Roles.VIEWER, Roles.OPERATOR, Roles.DEVICE)) {
            config.put("mooring.security.users." + user + ".password-hash", HASH);
            config.put("mooring.security.users." + user + ".roles", user);
        }
        config.put("quarkus.http.tls-configuration-name", "doors");
        config.put("quarkus.http.insecure-requests", "enabled");
        config.put("quarkus.http.test-ssl-port", "0");
        return config;
    }
}
