package dev.mooring.delivery;

import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.MqttSession;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicFilter;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.OptionalLong;

/** A consumer in the process that judges it. It has the judge's event loop, and cannot be killed alone. */
public final class InProcess implements Examined {

    private final OwnConsumer consumer;
    private Witness witness = Deaf.WITNESS;

    /** Over a session of its own, which lives on that event loop. */
    public InProcess(Trial.Sessions sessions, String clientId, Context context, TopicFilter filter, QoS qos) {
        MqttSession session = sessions.open(clientId, new NoSession(() -> witness.noSession()));
        this.consumer = new OwnConsumer(session, context, filter, qos, this::take);
    }

    private void take(InboundMessage message, Runnable done) {
        OptionalLong number = WireFormat.read(message.payloadBytes());
        if (number.isPresent()) {
            witness.received(message.topic().value(), number.getAsLong());
        } else if (OwnConsumer.isHello(message)) {
            witness.ready();
        } else {
            witness.notUnderstood();
        }
        done.run();
    }

    @Override
    public Future<Void> start(Witness newWitness) {
        witness = newWitness;
        consumer.start();
        return Future.succeededFuture();
    }

    @Override
    public void pace(Duration each) {
        consumer.pace(each);
    }

    @Override
    public void hold(boolean now) {
        consumer.hold(now);
    }

    @Override
    public Future<Void> kill() {
        return Future.failedFuture("this consumer lives in the process that judges it");
    }

    @Override
    public Future<Void> revive() {
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> stop() {
        return consumer.stop();
    }

    /** Before the start. */
    private enum Deaf implements Witness {
        WITNESS;

        @Override
        public void received(String topic, long number) {}

        @Override
        public void ready() {}

        @Override
        public void noSession() {}

        @Override
        public void notUnderstood() {}

        @Override
        public void ended(String why) {}
    }
}
