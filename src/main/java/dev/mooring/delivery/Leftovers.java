package dev.mooring.delivery;

import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.MqttSession;
import dev.mooring.mqtt.OutboundMessage;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.mqtt.TopicName;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Looks what a broker still has for a client that left in order (document V, test 7): connects in its place, and counts what comes
 * before a word that it publishes itself. On one event loop.
 */
public final class Leftovers {

    private static final Duration LONGEST = Duration.ofSeconds(3);
    private static final Duration FAREWELL = Duration.ofMillis(500);

    private final Context context;
    private final Trial.Sessions sessions;

    /** Over sessions that the broker keeps. */
    public Leftovers(Context context, Trial.Sessions sessions) {
        this.context = context;
        this.sessions = sessions;
    }

    /**
     * Counts; what was counted is acknowledged, and so gone afterwards.
     *
     * @param topic where to publish the word; matches the filter
     * @return empty when there is no session to look into, or the word did not come in time
     */
    public Future<Optional<Long>> of(String clientId, TopicFilter filter, TopicName topic, QoS qos) {
        long[] count = {0};
        Promise<Optional<Long>> seen = Promise.promise();
        MqttSession session = sessions.open(clientId, new NoSession(() -> seen.tryComplete(Optional.empty())));
        session.subscribe(filter, qos, (message, done) -> {
            done.run();
            count(message, count, seen);
        });
        session.start();
        session.publish(new OutboundMessage(
                        topic, Examined.HELLO.getBytes(StandardCharsets.US_ASCII), QoS.AT_LEAST_ONCE, false))
                .onFailure(e -> seen.tryComplete(Optional.empty()));
        context.owner().setTimer(LONGEST.toMillis(), id -> seen.tryComplete(Optional.empty()));
        return seen.future()
                .compose(result -> session.stop(FAREWELL).map(result).otherwise(result));
    }

    private static void count(InboundMessage message, long[] count, Promise<Optional<Long>> seen) {
        if (OwnConsumer.isHello(message)) {
            seen.tryComplete(Optional.of(count[0]));
        } else {
            count[0]++;
        }
    }
}
