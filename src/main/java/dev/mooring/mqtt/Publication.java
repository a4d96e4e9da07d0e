package dev.mooring.mqtt;

import org.jspecify.annotations.Nullable;

/**
 * One message on its way to the broker; equal to itself alone. Made on any thread, afterwards confined to the session's
 * event loop. Small, since there is one for each message: what few of them need is in {@link Expiring}.
 */
non-sealed class Publication extends Exchange {

    /** How far it has come. */
    enum Stage {
        /** Not sent on this connection. */
        WAITING,
        /** Sent at QoS 1 or 2, and not answered. */
        SENT,
        /** QoS 2: the broker has it, and is told to forget the id (MQTT 5.0, section 4.3.3). */
        RELEASED,
        /** QoS 2: the same, to be told again on the next connection. */
        TO_RELEASE
    }

    private final OutboundMessage message;
    private final @Nullable PublishListener listener;

    /** Its successor in the {@link Outbox}. */
    volatile @Nullable Publication next;

    private Stage stage = Stage.WAITING;

    /** Whether it was ever sent, so that it is a duplicate the next time (MQTT 5.0, section 3.3.1.1). */
    private boolean sentBefore;

    /** Whether it means something on this connection alone. */
    private final boolean transientOne;

    /** When it was sent, or released, in the order of all. */
    private long turn;

    Publication(OutboundMessage message, @Nullable PublishListener listener) {
        this(message, listener, false);
    }

    private Publication(OutboundMessage message, @Nullable PublishListener listener, boolean transientOne) {
        this.message = message;
        this.listener = listener;
        this.transientOne = transientOne;
    }

    /** One that is forgotten with the connection: the next has its own. */
    static Publication ofThisConnection(OutboundMessage message, @Nullable PublishListener listener) {
        return message.properties().expiry() == null
                ? new Publication(message, listener, true)
                : new Expiring(message, listener, true, System.nanoTime());
    }

    /** A message of any kind. */
    static Publication of(OutboundMessage message, @Nullable PublishListener listener) {
        return message.properties().expiry() == null
                ? new Publication(message, listener)
                : new Expiring(message, listener, false, System.nanoTime());
    }

    OutboundMessage message() {
        return message;
    }

    Stage stage() {
        return stage;
    }

    void stage(Stage newStage) {
        stage = newStage;
    }

    /** Whether the broker owes an answer on this connection. */
    boolean isUnanswered() {
        return stage == Stage.SENT || stage == Stage.RELEASED;
    }

    boolean sentBefore() {
        return sentBefore;
    }

    /** @param before false when the broker has forgotten that it was */
    void sentBefore(boolean before) {
        sentBefore = before;
    }

    boolean ofThisConnection() {
        return transientOne;
    }

    long turn() {
        return turn;
    }

    void turn(long newTurn) {
        turn = newTurn;
    }

    /** What is left of its expiry in seconds; -1 for no expiry, 0 when it is over. */
    long secondsLeft() {
        return -1;
    }

    void done() {
        if (listener != null) {
            listener.done(null);
        }
    }

    void failed(PublishException failure) {
        if (listener != null) {
            listener.done(failure);
        }
    }

    /** One that means nothing after a while. */
    private static final class Expiring extends Publication {
        private static final long NANOS = 1_000_000_000L;

        private final long deadline;

        private Expiring(OutboundMessage message, @Nullable PublishListener listener, boolean transientOne, long now) {
            super(message, listener, transientOne);
            var expiry = message.properties().expiry();
            this.deadline = now + (expiry == null ? 0 : expiry.toNanos());
        }

        @Override
        long secondsLeft() {
            long left = deadline - System.nanoTime();
            return left <= 0 ? 0 : (left + NANOS - 1) / NANOS;
        }
    }
}
