package dev.mooring.mqtt;

import org.jspecify.annotations.Nullable;

/**
 * User name and password of a connection. Prints without the password.
 *
 * @param username the user name
 * @param password the password, or null for none
 */
public record Credentials(String username, @Nullable String password) {

    @Override
    public String toString() {
        return username + (password == null ? "" : ":***");
    }
}
