package dev.mooring.channel;

import dev.mooring.event.UndecodableException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Decides what becomes of a message whose handler failed. Stateless, safe on any thread. */
interface FailureStrategy {

    Verdict judge(Failure failure);

    /**
     * A failure of a handler.
     *
     * @param reason   what it failed with
     * @param attempts how often the message was handed to it, this time included
     */
    record Failure(Throwable reason, int attempts) {

        /** Whether asking again cannot help, because the payload is not what the handler takes. */
        boolean undecodable() {
            return isUndecodable(reason) || isUndecodable(reason.getCause());
        }

        private static boolean isUndecodable(@Nullable Throwable reason) {
            return reason instanceof UndecodablePayloadException || reason instanceof UndecodableException;
        }
    }

    /** What may become of the message. */
    enum Remedy {
        /** The handler is asked again. */
        RETRY,
        /** It goes to the dead-letter topic, and is acknowledged when it is there. */
        DEAD_LETTER,
        /** It is acknowledged, and that is all. */
        ACKNOWLEDGE,
        /** It stays unacknowledged, and its lane takes no more. */
        STOP
    }

    /**
     * A decision.
     *
     * @param remedy what to do
     * @param delay  how long to wait before
     */
    record Verdict(Remedy remedy, Duration delay) {
        static Verdict of(Remedy remedy) {
            return new Verdict(remedy, Duration.ZERO);
        }
    }
}
