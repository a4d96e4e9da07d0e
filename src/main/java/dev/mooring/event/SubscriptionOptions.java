package dev.mooring.event;

import dev.mooring.mqtt.QoS;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * How the events of a subscription are handled.
 *
 * @param qos            what it subscribes with
 * @param wanted         which events reach the handler; the others are acknowledged
 * @param concurrency    how many events are handled at the same time; those of one topic stay in order
 * @param bufferSize     how many QoS 0 events may wait for the handler; more are dropped and counted
 * @param handlerTimeout how long a handler may take for one event, before that goes to the dead letters
 * @param retry          what becomes of an event whose handler failed
 */
record SubscriptionOptions(
        QoS qos,
        Predicate<? super IncomingEvent> wanted,
        int concurrency,
        int bufferSize,
        Duration handlerTimeout,
        RetryOptions retry) {

    private static final int MAX_CONCURRENCY = 1024;
    private static final Duration LONGEST = Duration.ofDays(1);

    static final SubscriptionOptions DEFAULT = new SubscriptionOptions(
            QoS.AT_LEAST_ONCE, any -> true, 1, 1024, Duration.ofSeconds(60), RetryOptions.DEFAULT);

    SubscriptionOptions {
        if (concurrency < 1 || concurrency > MAX_CONCURRENCY) {
            throw new IllegalArgumentException("concurrency must be 1 to " + MAX_CONCURRENCY + ", got: " + concurrency);
        }
        if (bufferSize < 1) {
            throw new IllegalArgumentException("buffer-size must be at least 1, got: " + bufferSize);
        }
        if (handlerTimeout.isNegative() || handlerTimeout.isZero() || handlerTimeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "handler-timeout must be above 0 s and at most 1 day, got: " + handlerTimeout);
        }
    }

    SubscriptionOptions withQos(QoS newQos) {
        return new SubscriptionOptions(newQos, wanted, concurrency, bufferSize, handlerTimeout, retry);
    }

    SubscriptionOptions withWanted(Predicate<? super IncomingEvent> newWanted) {
        return new SubscriptionOptions(qos, newWanted, concurrency, bufferSize, handlerTimeout, retry);
    }

    SubscriptionOptions withConcurrency(int newConcurrency) {
        return new SubscriptionOptions(qos, wanted, newConcurrency, bufferSize, handlerTimeout, retry);
    }

    SubscriptionOptions withBufferSize(int newBufferSize) {
        return new SubscriptionOptions(qos, wanted, concurrency, newBufferSize, handlerTimeout, retry);
    }

    SubscriptionOptions withHandlerTimeout(Duration newTimeout) {
        return new SubscriptionOptions(qos, wanted, concurrency, bufferSize, newTimeout, retry);
    }

    SubscriptionOptions withRetry(RetryOptions newRetry) {
        return new SubscriptionOptions(qos, wanted, concurrency, bufferSize, handlerTimeout, newRetry);
    }
}
