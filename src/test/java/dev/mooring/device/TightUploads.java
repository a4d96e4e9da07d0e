package dev.mooring.device;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** Uploads that must be signed, small, and never silent for long. */
public class TightUploads extends RecordedUpdates {

    static final int MAX = 100_000;

    /** Where the test finds what to sign with. */
    static final String PRIVATE_KEY = "device.tests.private-key";

    @Override
    public Map<String, String> getConfigOverrides() {
        KeyPair keys = keys();
        Map<String, String> config = new HashMap<>(super.getConfigOverrides());
        config.put(PRIVATE_KEY, base64(keys.getPrivate().getEncoded()));
        config.put(
                "mooring.devices.upload-public-key",
                "-----BEGIN PUBLIC KEY-----" + base64(keys.getPublic().getEncoded()) + "-----END PUBLIC KEY-----");
        config.put("mooring.devices.max-asset-size", String.valueOf(MAX));
        config.put("quarkus.http.read-timeout", "2s");
        return config;
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
