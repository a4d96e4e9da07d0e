package dev.mooring.broker;

/** A broker of a test: it listens on 127.0.0.1, and keeps its port from one start to the next. Not thread-safe. */
public interface TestBroker extends AutoCloseable {

    /** The name of the product, as tests show it: {@code artemis}, {@code mosquitto} or {@code hivemq}. */
    String name();

    /** The port on 127.0.0.1. */
    int port();

    /** Where to connect to: {@code mqtt://127.0.0.1:PORT}. */
    default String url() {
        return "mqtt://127.0.0.1:" + port();
    }

    /**
     * Returns when the broker answers.
     *
     * @throws IllegalStateException when it is running already, or does not start
     */
    void start();

    /** Ends the broker in an orderly way, its connections with it. Does nothing when it is not running. */
    void stop();

    /** Stops and starts on the same port. */
    default void restart() {
        stop();
        start();
    }

    /** Ends the broker for good and removes what it left on disk. */
    @Override
    void close();
}
