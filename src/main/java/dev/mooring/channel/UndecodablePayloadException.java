package dev.mooring.channel;

/** A payload is not what its handler takes. The message never quotes it, and there is no cause that would. */
final class UndecodablePayloadException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UndecodablePayloadException(String message) {
        super(message);
    }
}
