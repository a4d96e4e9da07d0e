package dev.mooring.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SendingSubscriberTest {

    private final List<Runnable> underWay = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final Upstream upstream = new Upstream();

    private SendingSubscriber subscriber(int maxInflight) {
        SendingSubscriber subscriber =
                new SendingSubscriber(maxInflight, (message, finished) -> underWay.add(finished), failures::add);
        subscriber.onSubscribe(upstream);
        return subscriber;
    }

    private void emit(SendingSubscriber subscriber, int count) {
        for (int i = 0; i < count; i++) {
            upstream.requested--;
            subscriber.onNext(Message.of(i));
        }
    }

    @Test
    void shouldAskForAsManyAsMayBeUnderWay() {
        SendingSubscriber subscriber = subscriber(10);
        assertThat(upstream.requested).isEqualTo(10);

        emit(subscriber, 10);
        underWay.subList(0, 4).forEach(Runnable::run);
        assertThat(upstream.requested).isZero();

        underWay.get(4).run();

        assertThat(upstream.requested).isEqualTo(5);
    }

    @Test
    void shouldNeverHaveMoreUnderWayThanAllowed() {
        SendingSubscriber subscriber = subscriber(7);
        int finished = 0;
        for (int round = 0; round < 1000; round++) {
            emit(subscriber, (int) upstream.requested);
            assertThat(underWay.size() - finished).isBetween(1, 7);
            underWay.get(finished++).run();
            assertThat(underWay.size() - finished + upstream.requested).isLessThanOrEqualTo(7);
        }
    }

    @Test
    void shouldGoOnOneByOneWhenOnlyOneMayBeUnderWay() {
        SendingSubscriber subscriber = subscriber(1);

        emit(subscriber, 1);
        assertThat(upstream.requested).isZero();
        underWay.get(0).run();

        assertThat(upstream.requested).isEqualTo(1);
    }

    @Test
    void shouldTakeOneUpstreamOnly() {
        SendingSubscriber subscriber = subscriber(1);
        Upstream second = new Upstream();

        subscriber.onSubscribe(second);

        assertThat(second.cancelled).isTrue();
        assertThat(upstream.cancelled).isFalse();
    }

    @Test
    void shouldSayThatUpstreamFailed() {
        SendingSubscriber subscriber = subscriber(1);

        subscriber.onError(new IllegalStateException("no"));

        assertThat(failures).hasSize(1);
    }

    @Test
    void shouldFinishAMessageWhoseSenderCannotBeTold() {
        List<String> finished = new ArrayList<>();
        Message<String> failing =
                Message.of("x", () -> CompletableFuture.failedFuture(new IllegalStateException("no")));
        Message<String> throwing = Message.of("x").withAck(() -> {
            throw new IllegalStateException("no");
        });

        new Sending(failing, "channel", () -> finished.add("failing")).done(null);
        new Sending(throwing, "channel", () -> finished.add("throwing")).done(null);

        assertThat(finished).containsExactly("failing", "throwing");
    }

    @Test
    void shouldFinishAMessageOnlyWhenItsSenderHasTakenTheNews() {
        List<String> finished = new ArrayList<>();
        CompletableFuture<Void> taken = new CompletableFuture<>();

        new Sending(Message.of("x", () -> taken), "channel", () -> finished.add("x")).done(null);
        assertThat(finished).isEmpty();
        taken.complete(null);

        assertThat(finished).containsExactly("x");
    }

    /** Counts what it is asked for. */
    private static final class Upstream implements Flow.Subscription {
        private long requested;
        private boolean cancelled;

        @Override
        public void request(long n) {
            requested += n;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }
}
