package dev.mooring.mqtt;

import org.jspecify.annotations.Nullable;

/** An attempt to connect failed. */
final class ConnectException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean refused;

    private ConnectException(String message, boolean refused, @Nullable Throwable cause) {
        super(message, cause);
        this.refused = refused;
    }

    /** The broker answered, and trying the same again will not help: credentials, client id, version. */
    static ConnectException refused(String message, @Nullable Throwable cause) {
        return new ConnectException(message, true, cause);
    }

    /** The broker was not reached, or asked to come again. */
    static ConnectException unreachable(String message, @Nullable Throwable cause) {
        return new ConnectException(message, false, cause);
    }

    /** No connection came about, for that reason. */
    static ConnectException notReached(BrokerAddress address, Throwable cause) {
        return unreachable(address + " not reached: " + words(cause), cause);
    }

    /** With the root cause: "Failed to create SSL connection" alone helps nobody. */
    private static String words(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String first = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        String last = root.getMessage();
        return last == null || first.contains(last) ? first : first + ": " + last;
    }

    boolean refused() {
        return refused;
    }
}
