package dev.mooring.security;

import dev.mooring.broker.FreePort;
import dev.mooring.broker.MosquittoBroker;
import dev.mooring.mqtt.Certificates;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A mosquitto that asks for client certificates, and the site {@code plant} on it; {@code first} may only say its status,
 * {@code renewed} everything below the prefix. Also a certificate for HTTPS. Without mosquitto there is no such site.
 */
public final class SecuredBroker implements QuarkusTestResourceLifecycleManager {

    private @Nullable MosquittoBroker broker;

    @Override
    public Map<String, String> start() {
        Path directory = directory();
        Certificates certificates = new Certificates(directory);
        Map<String, String> config = new HashMap<>();
        config.put(
                "quarkus.tls.doors.key-store.p12.path",
                certificates.make("doors").toString());
        config.put("quarkus.tls.doors.key-store.p12.password", Certificates.PASSWORD);
        if (MosquittoBroker.available()) {
            config.putAll(site(directory, certificates));
        }
        return config;
    }

    private Map<String, String> site(Path directory, Certificates certificates) {
        Path server = certificates.make("server");
        Path first = certificates.make("first");
        certificates.make("renewed");
        int port = FreePort.next();
        broker = MosquittoBroker.builder()
                .acl("user first\ntopic readwrite plant/backend/#\nuser renewed\ntopic readwrite plant/#")
                .line("listener " + port + " 127.0.0.1")
                .line("certfile " + certificates.certificate("server"))
                .line("keyfile " + certificates.key("server"))
                .line("cafile " + certificates.bundle("clients.crt", "first", "renewed"))
                .line("require_certificate true")
                .line("use_identity_as_username true")
                .start();
        Path used = replace(first, directory.resolve("used.p12"));
        return Map.of(
                "mooring.sites.plant.url",
                "mqtts://localhost:" + port,
                "mooring.sites.plant.takeover-cooldown",
                "100ms", // mosquitto hangs up on who may not publish, which looks like a second client
                "mooring.sites.plant.tls-configuration-name",
                "plant",
                "quarkus.tls.plant.trust-store.p12.path",
                server.toString(),
                "quarkus.tls.plant.trust-store.p12.password",
                Certificates.PASSWORD,
                "quarkus.tls.plant.key-store.p12.path",
                used.toString(),
                "quarkus.tls.plant.key-store.p12.password",
                Certificates.PASSWORD);
    }

    static Path replace(Path by, Path file) {
        try {
            return Files.copy(by, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path directory() {
        try {
            return Files.createTempDirectory("mooring-doors");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        if (broker != null) {
            broker.close();
        }
    }
}
