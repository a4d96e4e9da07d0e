package dev.mooring.event;

/**
 * A payload is no {@link Envelope}. The message names the field and what is wrong with it, and never quotes the
 * payload; there is no cause either, because the parser's own messages do quote it.
 */
public final class UndecodableException extends RuntimeException {

    UndecodableException(String message) {
        super(message);
    }
}
