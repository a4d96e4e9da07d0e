package dev.mooring.site;

import dev.mooring.mqtt.Credentials;
import dev.mooring.mqtt.CredentialsSupplier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where user name and password come from. A password file is read again at each connect. Prints without a password.
 *
 * @param username     the user name, or null for none
 * @param password     the password, or null
 * @param passwordFile a file with the password, or null; wins over {@code password}
 */
record CredentialsSource(
        @Nullable String username,
        @Nullable String password,
        @Nullable Path passwordFile) implements CredentialsSupplier {

    /**
     * The credentials as they are now; reads a file.
     *
     * @throws UncheckedIOException when the password file cannot be read
     */
    @Override
    public Optional<Credentials> get() {
        if (username == null) {
            return Optional.empty();
        }
        return Optional.of(new Credentials(username, passwordFile == null ? password : read(passwordFile)));
    }

    @Override
    public boolean mayBlock() {
        return passwordFile != null;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).stripTrailing();
        } catch (IOException e) {
            throw new UncheckedIOException("password file " + file + " cannot be read", e);
        }
    }

    @Override
    public String toString() {
        return "credentials of " + username;
    }
}
