package dev.mooring.mqtt;

import java.util.Optional;

/** Where user name and password come from; asked at each connect. */
@FunctionalInterface
public interface CredentialsSupplier {

    /**
     * What to connect with now.
     *
     * @throws java.io.UncheckedIOException when it cannot be read; the message must name no secret
     */
    Optional<Credentials> get();

    /** Whether {@link #get} reads a file or the like: it is asked on a worker thread then. */
    default boolean mayBlock() {
        return true;
    }

    /** Always the same. */
    static CredentialsSupplier of(Optional<Credentials> credentials) {
        return new CredentialsSupplier() {
            @Override
            public Optional<Credentials> get() {
                return credentials;
            }

            @Override
            public boolean mayBlock() {
                return false;
            }
        };
    }
}
