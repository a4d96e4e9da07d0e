package dev.mooring.testkit;

import dev.mooring.event.EventLink;
import dev.mooring.mqtt.OutboundMessage;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.Subscription;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.mqtt.TopicName;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Subscribes to a topic of its own, behind everything that the link has subscribed to, and publishes there until it hears itself:
 * then all that is in effect. The acknowledgement of a publication would not do, since Artemis may send it before a
 * subscription that came first is in effect.
 */
final class Barrier {

    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final Duration AGAIN = Duration.ofMillis(50);

    private final EventLink link;
    private final TopicName topic;
    private final CountDownLatch heard = new CountDownLatch(1);

    Barrier(EventLink link, String topic) {
        this.link = link;
        this.topic = new TopicName(topic);
    }

    /**
     * Waits.
     *
     * @throws AssertionError when that takes longer than 10 s
     */
    void pass() {
        Subscription own = link.subscribe(new TopicFilter(topic.value()), QoS.AT_LEAST_ONCE, (message, acknowledge) -> {
            heard.countDown();
            acknowledge.run();
        });
        try {
            long attempts = LONGEST.dividedBy(AGAIN);
            do {
                publish();
                attempts--;
            } while (!heard.await(AGAIN.toMillis(), TimeUnit.MILLISECONDS) && attempts > 0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            own.cancel();
        }
        if (heard.getCount() > 0) {
            throw new AssertionError("the broker has not answered " + link.clientId() + " within " + LONGEST);
        }
    }

    private void publish() {
        link.publish(new OutboundMessage(topic, new byte[] {'1'}, QoS.AT_LEAST_ONCE, false), failure -> {});
    }
}
