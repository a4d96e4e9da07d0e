package dev.mooring.mqtt;

/** How a handler says that it is done with one message. Both methods may be called from any thread. */
@FunctionalInterface
public interface Acknowledgement extends Runnable {

    /** The message was handled; running it again does nothing. */
    @Override
    void run();

    /**
     * Whether the broker sends the message again over a later connection, and a handler gets it again: who has not begun
     * with this copy may let go of it. Once true, it stays so. Never at QoS 0, which never comes again, nor at QoS 2,
     * where the session knows what comes again and hands it out once; nor as long as the broker may have lost the session.
     */
    default boolean superseded() {
        return false;
    }
}
