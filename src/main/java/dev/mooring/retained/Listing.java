package dev.mooring.retained;

import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.SubscribeOptions;
import dev.mooring.mqtt.Subscription;
import dev.mooring.mqtt.TopicFilter;
import io.vertx.core.Future;
import java.util.function.BiConsumer;

/**
 * All that a broker retains on a filter, one message after the other. Asked for at QoS 0: at others mosquitto queues 1,000
 * messages for a client and drops the rest, without a word. Confined to the connection's event loop.
 */
public final class Listing {

    /**
     * The end of a list.
     *
     * @param count  how many there were
     * @param marked whether the broker showed that it was all; else it fell silent, which it would do after all as well
     */
    public record End(long count, boolean marked) {}

    private final RetainedConnection connection;
    private long count;

    Listing(RetainedConnection connection) {
        this.connection = connection;
    }

    /**
     * Lists.
     *
     * @param take gets each message, and what to run when the next may come
     */
    Future<End> of(TopicFilter filter, BiConsumer<InboundMessage, Runnable> take) {
        connection.markAt(QoS.AT_MOST_ONCE);
        Subscription subscription =
                connection.subscribe(filter, QoS.AT_MOST_ONCE, SubscribeOptions.APART, (message, done) -> {
                    if (message.retained()) {
                        count++;
                        take.accept(message, done);
                    } else { // published just now; whether it is retained, nobody says
                        done.run();
                    }
                });
        return connection
                .settled()
                .compose(marked -> connection.refuses(filter)
                        ? Future.failedFuture(new RetainedException("the broker refused to subscribe " + filter))
                        : Future.succeededFuture(new End(count, marked)))
                .onComplete(end -> subscription.cancel());
    }
}
