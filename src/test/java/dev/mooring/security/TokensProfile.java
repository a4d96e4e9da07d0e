package dev.mooring.security;

import dev.mooring.device.RecordedUpdates;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** The application with tokens instead of passwords; {@code tokens.private-key} signs good ones. */
public final class TokensProfile extends RecordedUpdates {

    static final String PRIVATE_KEY = "tokens.private-key";

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> config = new HashMap<>(super.getConfigOverrides());
        KeyPair keys = keys();
        config.put("mooring.security.mode", "oidc");
        config.put("quarkus.oidc.public-key", base64(keys.getPublic().getEncoded()));
        config.put(PRIVATE_KEY, base64(keys.getPrivate().getEncoded()));
        return config;
    }

    static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(byte[] key) {
        return Base64.getEncoder().encodeToString(key);
    }
}
