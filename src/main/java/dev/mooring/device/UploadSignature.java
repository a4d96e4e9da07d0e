package dev.mooring.device;

import dev.mooring.problem.Problem;
import dev.mooring.problem.ProblemException;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether an upload comes from who has the private key: the signature is RSA PKCS#1 v1.5 with SHA-256 over the text of the
 * timestamp, in Base64, and good for {@link #WINDOW} before and after it. It says nothing of the file, and may be used
 * again meanwhile: that is the protocol which build machines speak. Immutable, any thread.
 */
final class UploadSignature {

    static final Duration WINDOW = Duration.ofMinutes(5);

    private static final String KEY = "mooring.devices.upload-public-key";
    private static final int MIN_BITS = 2048;
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----");

    private final RSAPublicKey key;
    private final Clock clock;

    private UploadSignature(RSAPublicKey key, Clock clock) {
        this.key = key;
        this.clock = clock;
    }

    /**
     * Reads the key.
     *
     * @param pemOrFile the key as PEM text (line ends may be written {@code \n}), or the path of a file with it
     * @param clock decides what is now
     * @throws ConfigurationException if it is none; the message names the key of the configuration, not the value
     */
    static UploadSignature of(String pemOrFile, Clock clock) {
        Matcher pem = PEM.matcher(text(pemOrFile).replace("\\n", "\n"));
        if (!pem.find()) {
            throw wrong("holds no PEM block 'PUBLIC KEY' (openssl rsa -in private.pem -pubout prints one)");
        }
        return new UploadSignature(key(pem.group(1).replaceAll("\\s", "")), clock);
    }

    private static String text(String pemOrFile) {
        if (pemOrFile.contains("-----BEGIN")) {
            return pemOrFile;
        }
        try {
            return Files.readString(Path.of(pemOrFile.strip()), StandardCharsets.ISO_8859_1);
        } catch (IOException | InvalidPathException e) {
            throw wrong("is neither PEM text nor a file that can be read");
        }
    }

    private static RSAPublicKey key(String base64) {
        try {
            byte[] der = Base64.getDecoder().decode(base64);
            if (KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der)) instanceof RSAPublicKey rsa
                    && rsa.getModulus().bitLength() >= MIN_BITS) {
                return rsa;
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // without the cause, which may quote what is in there
            throw wrong("holds a PEM block that is no RSA public key");
        }
        throw wrong("must be an RSA key of " + MIN_BITS + " bits or more");
    }

    private static ConfigurationException wrong(String what) {
        return new ConfigurationException(KEY + ": " + what, Set.of(KEY));
    }

    /**
     * Lets an upload pass, or not.
     *
     * @param timestamp what came as {@code timestamp}, null if nothing did
     * @param signature the same for {@code signature}
     * @throws ProblemException 400 if one is missing or not to be read; 403 if they are not good now
     */
    void check(@Nullable String timestamp, @Nullable String signature) {
        if (timestamp == null || signature == null) {
            throw Problem.validationFailed("An upload needs the fields 'timestamp' and 'signature' here.")
                    .asException();
        }
        Instant signedAt = instant(timestamp);
        byte[] bytes = bytes(signature);
        boolean inTime = Duration.between(signedAt, clock.instant()).abs().compareTo(WINDOW) <= 0;
        // both at once: the answer tells nobody which of them it was
        if (!verifies(timestamp, bytes) || !inTime) {
            DeviceLog.LOG.signatureRefused();
            throw new Problem(403, "Forbidden", "The signature is not good, or not at this time.", null, null)
                    .asException();
        }
    }

    private static Instant instant(String timestamp) {
        try {
            TemporalAccessor time = DateTimeFormatter.ISO_DATE_TIME.parseBest(
                    timestamp.strip(), OffsetDateTime::from, LocalDateTime::from);
            // without a zone it is what the old service took it for
            return time instanceof OffsetDateTime withOffset
                    ? withOffset.toInstant()
                    : LocalDateTime.from(time).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw Problem.validationFailed("'timestamp' must be ISO 8601, such as 2026-11-21T10:00:00Z.")
                    .asException();
        }
    }

    private static byte[] bytes(String signature) {
        try {
            return Base64.getDecoder().decode(signature.replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            throw Problem.validationFailed("'signature' must be Base64.").asException();
        }
    }

    private boolean verifies(String timestamp, byte[] signature) {
        try {
            Signature rsa = Signature.getInstance("SHA256withRSA");
            rsa.initVerify(key);
            rsa.update(timestamp.getBytes(StandardCharsets.UTF_8));
            return rsa.verify(signature);
        } catch (SignatureException e) { // of another length, say
            return false;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java platform has SHA256withRSA, and the key was checked", e);
        }
    }
}
