package dev.mooring.event;

/** A request got no reply. */
public final class RequestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** Nobody answered in time. */
        TIMEOUT,
        /** Too many requests wait already. */
        TOO_MANY,
        /** The client was shut down. */
        STOPPED
    }

    private final Reason reason;

    RequestException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }
}
