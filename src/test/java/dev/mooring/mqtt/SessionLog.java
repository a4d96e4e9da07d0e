package dev.mooring.mqtt;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what a session tells. */
final class SessionLog implements SessionListener {

    private final List<ConnectionState> states = new CopyOnWriteArrayList<>();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final List<String> unhandled = new CopyOnWriteArrayList<>();
    private final List<Duration> acknowledged = new CopyOnWriteArrayList<>();

    /** Every state entered, in order. */
    List<ConnectionState> states() {
        return states;
    }

    /** The words of every state entered, in order. */
    List<String> words() {
        return states.stream().map(ConnectionState::word).toList();
    }

    /** Everything else that is no message, in order. */
    List<String> events() {
        return events;
    }

    /** The payloads that arrived, in order, handled or not. */
    List<String> received() {
        return received;
    }

    /** The payloads that nobody handled. */
    List<String> unhandled() {
        return unhandled;
    }

    /** How long each acknowledged message had been here. */
    List<Duration> acknowledged() {
        return acknowledged;
    }

    @Override
    public void stateChanged(ConnectionState from, ConnectionState to) {
        states.add(to);
    }

    @Override
    public void disconnected(CloseReason reason) {
        events.add("disconnected " + reason.kind());
    }

    @Override
    public void sessionLost() {
        events.add("session lost");
    }

    @Override
    public void takenOver() {
        events.add("taken over");
    }

    @Override
    public void subscriptionRefused(TopicFilter filter) {
        events.add("refused " + filter);
    }

    @Override
    public void received(InboundMessage message) {
        received.add(message.payload().toString());
    }

    @Override
    public void unhandled(InboundMessage message) {
        unhandled.add(message.payload().toString());
    }

    @Override
    public void acknowledged(long arrivedNanos) {
        acknowledged.add(Duration.ofNanos(System.nanoTime() - arrivedNanos));
    }

    @Override
    public void handlerOverdue(Duration after) {
        events.add("handler overdue");
    }

    @Override
    public void handlerFailed(InboundMessage message, RuntimeException failure) {
        events.add("handler failed: " + failure.getMessage());
    }
}
