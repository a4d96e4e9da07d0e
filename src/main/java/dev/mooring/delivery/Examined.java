package dev.mooring.delivery;

import io.vertx.core.Future;
import java.time.Duration;

/** A consumer that is examined: it gets messages, and says which. Called on the event loop of the {@link Trial}. */
public interface Examined {

    /** The word that is published until every consumer said that it came: then all is subscribed. */
    String HELLO = "hello";

    /** What our consumer's process says, without a topic, for {@link Witness#noSession}. */
    String NO_SESSION = "(no-session)";

    /** Hears what a consumer got, on the event loop of the trial. */
    interface Witness {
        /**
         * It handled a message, and may acknowledge it when this has returned.
         *
         * @param topic  or an empty text, where it does not say
         * @param number as it was published
         */
        void received(String topic, long number);

        /** It got {@link #HELLO}. */
        void ready();

        /** It connected, and the broker had no session for it. */
        void noSession();

        /** It got something else. */
        void notUnderstood();

        /** It ended, and nobody had asked it to. */
        void ended(String why);
    }

    /** Begins; completes when that is under way, not when it is ready. */
    Future<Void> start(Witness witness);

    /** Begins again after {@link #kill}, or when it has ended. */
    Future<Void> revive();

    /** Takes so long for each message from now on. */
    void pace(Duration each);

    /** Acknowledges nothing from now on, or goes on. */
    void hold(boolean now);

    /** Dies without a word. */
    Future<Void> kill();

    /** Ends in order; its session stays at the broker. */
    Future<Void> stop();
}
