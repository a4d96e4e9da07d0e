package dev.mooring.mqtt;

import org.jspecify.annotations.Nullable;

/** An attempt to connect failed. */
final class ConnectException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What that says about the next attempt. */
    enum Kind {
        /** The broker was not reached, or asked to come again. */
        UNREACHABLE,
        /** The broker answered, and trying the same again will not help: credentials, client id. */
        REFUSED,
        /** The broker does not speak that version of the protocol, and says so. */
        VERSION_REFUSED,
        /** The broker took the connection, read CONNECT and closed without a word, as old ones do at a version. */
        CLOSED_SILENTLY
    }

    private final Kind kind;

    private ConnectException(String message, Kind kind, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** Trying the same again will not help. */
    static ConnectException refused(String message, @Nullable Throwable cause) {
        return new ConnectException(message, Kind.REFUSED, cause);
    }

    /** The broker does not speak that version. */
    static ConnectException versionRefused(String message) {
        return new ConnectException(message, Kind.VERSION_REFUSED, null);
    }

    /** Closed between CONNECT and CONNACK. */
    static ConnectException closedSilently(String message) {
        return new ConnectException(message, Kind.CLOSED_SILENTLY, null);
    }

    /** The broker was not reached, or asked to come again. */
    static ConnectException unreachable(String message, @Nullable Throwable cause) {
        return new ConnectException(message, Kind.UNREACHABLE, cause);
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

    Kind kind() {
        return kind;
    }
}
