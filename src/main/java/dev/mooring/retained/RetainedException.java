package dev.mooring.retained;

/** Why what a broker retains could not be seen or changed; the message is for people, and quotes no payload. */
public class RetainedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With what people should read. */
    public RetainedException(String message) {
        super(message);
    }
}
