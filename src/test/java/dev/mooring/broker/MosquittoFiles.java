package dev.mooring.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** What a mosquitto reads when it starts: {@code mosquitto.conf}, the password file and the access rules. */
record MosquittoFiles(int port, Map<String, String> passwords, Optional<String> acl, List<String> lines) {

    private static final int ITERATIONS = 101;
    private static final SecureRandom RANDOM = new SecureRandom();

    MosquittoFiles {
        passwords = Map.copyOf(passwords);
        lines = List.copyOf(lines);
    }

    void writeTo(Path directory) throws IOException {
        List<String> conf = new ArrayList<>(List.of(
                "listener " + port + " 127.0.0.1",
                // Started by root, mosquitto would become somebody who may not write into the directory.
                "user root",
                "allow_anonymous " + passwords.isEmpty(),
                "persistence true",
                "persistence_location " + directory + "/",
                // The default of 1,000 loses messages of a session that is away.
                "max_queued_messages 0",
                "set_tcp_nodelay true",
                "log_dest stderr"));
        if (!passwords.isEmpty()) {
            List<String> hashed = passwords.entrySet().stream()
                    .map(user -> user.getKey() + ":" + hash(user.getValue()))
                    .toList();
            conf.add("password_file " + Files.write(directory.resolve("passwords"), hashed));
        }
        if (acl.isPresent()) {
            conf.add("acl_file " + Files.writeString(directory.resolve("acl"), acl.get() + "\n"));
        }
        conf.addAll(lines);
        Files.write(directory.resolve("mosquitto.conf"), conf);
    }

    /** The form {@code mosquitto_passwd} of mosquitto 2.0 writes: PBKDF2 with SHA-512. */
    private static String hash(String password) {
        byte[] salt = new byte[12];
        RANDOM.nextBytes(salt);
        try {
            byte[] key = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(new PBEKeySpec(password.toCharArray(), salt, ITERATIONS, 512))
                    .getEncoded();
            Base64.Encoder base64 = Base64.getEncoder();
            return "$7$" + ITERATIONS + "$" + base64.encodeToString(salt) + "$" + base64.encodeToString(key);
        } catch (GeneralSecurityException cause) {
            throw new IllegalStateException("password could not be hashed", cause);
        }
    }
}
