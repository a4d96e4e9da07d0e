package dev.mooring.mqtt;

import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** Self-signed certificates made by the JDK's keytool, as key stores and as PEM files, below a directory. */
public final class Certificates {

    public static final String PASSWORD = "changeit";

    private final Path directory;

    public Certificates(Path directory) {
        this.directory = directory;
    }

    /** Makes a key and a certificate for {@code localhost}: {@code name.p12}, {@code name.crt} and {@code name.key}. */
    public Path make(String name) {
        Path store = store(name);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-genkeypair", "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "san=dns:localhost"));
        command.addAll(List.of("-alias", "it", "-storetype", "PKCS12", "-storepass", PASSWORD));
        command.addAll(List.of("-keystore", store.toString()));
        try {
            Process keytool = new ProcessBuilder(command).start();
            assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(keytool.exitValue()).isZero();
            writePem(name);
        } catch (IOException | InterruptedException | GeneralSecurityException cause) {
            throw new IllegalStateException("no certificate for " + name, cause);
        }
        return store;
    }

    public Path store(String name) {
        return directory.resolve(name + ".p12");
    }

    public Path certificate(String name) {
        return directory.resolve(name + ".crt");
    }

    public Path key(String name) {
        return directory.resolve(name + ".key");
    }

    /** Trusts that certificate alone. */
    TlsSetup trusting(String trusted) {
        return options -> {
            TlsSetup.DEFAULT.applyTo(options);
            options.setTrustOptions(pfx(trusted));
        };
    }

    /** As {@link #trusting}, and shows one of its own. */
    TlsSetup trustingAs(String trusted, String own) {
        return options -> {
            trusting(trusted).applyTo(options);
            options.setKeyCertOptions(pfx(own));
        };
    }

    private PfxOptions pfx(String name) {
        return new PfxOptions().setPath(store(name).toString()).setPassword(PASSWORD);
    }

    /** Several certificates in one file. */
    public Path bundle(String file, String... names) {
        try {
            StringBuilder all = new StringBuilder();
            for (String name : names) {
                all.append(Files.readString(certificate(name)));
            }
            return Files.writeString(directory.resolve(file), all);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    private void writePem(String name) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance(store(name).toFile(), PASSWORD.toCharArray());
        Certificate certificate = keys.getCertificate("it");
        Key key = keys.getKey("it", PASSWORD.toCharArray());
        Files.writeString(certificate(name), pem("CERTIFICATE", certificate.getEncoded()));
        Files.writeString(key(name), pem("PRIVATE KEY", key.getEncoded()));
    }

    private static String pem(String what, byte[] content) {
        String lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(content);
        return "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n";
    }
}
