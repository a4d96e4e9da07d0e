package dev.mooring.mqtt;

/** How a handler says that it is done with one message. Both methods may be called from any thread. */
@FunctionalInterface
public interface Acknowledgement extends Runnable {

    /** The message was handled; running it again does nothing. */
    @Override
    void run();

    /**
     * Whether the connection is gone, so that running this does nothing any more, and the session goes on over the next, so
     * that the broker sends the message again and a handler gets it again. Once true, it stays so. No promise: the broker
     * may have deleted the message meanwhile, so let go of it only for its next copy (see {@link DeadCopies}). Never at
     * QoS 0, which does not come again, nor at QoS 2, where the session knows what comes again and hands it out once; nor
     * when the broker has lost the session, or may have.
     */
    default boolean superseded() {
        return false;
    }
}
