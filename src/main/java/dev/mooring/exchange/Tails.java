package dev.mooring.exchange;

import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.Subscription;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.site.Site;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Streams of what arrives at sites, for people who watch. They slow nothing down: messages are acknowledged at once, and
 * left out and counted for a reader that is too slow. Safe on any thread.
 */
@ApplicationScoped
class Tails {

    private static final int MOST = 64;
    private static final int MAX_WAITING = 512;

    private final Clock clock;
    private final Counter dropped;
    private final AtomicInteger size = new AtomicInteger();

    Tails(Clock clock, MeterRegistry registry) {
        this.clock = clock;
        this.dropped = Counter.builder("mooring.tail.dropped")
                .description("Messages left out of live streams because their reader was too slow")
                .register(registry);
    }

    /** @throws dev.mooring.problem.ProblemException when too many are followed already */
    Multi<TailedMessage> follow(Site site, TopicFilter filter) {
        if (size.get() >= MOST) {
            throw PublishProblems.tooManyTails(MOST);
        }
        return Multi.createFrom().deferred(() -> {
            Tail tail = new Tail();
            return Multi.createFrom()
                    .<TailedMessage>emitter(emitter -> tail.begin(site, filter, emitter))
                    .onItem()
                    .invoke(tail::delivered);
        });
    }

    /** One stream. */
    private final class Tail {
        private final AtomicInteger waiting = new AtomicInteger();
        private final AtomicLong leftOut = new AtomicLong();

        void begin(Site site, TopicFilter filter, MultiEmitter<? super TailedMessage> emitter) {
            size.incrementAndGet();
            Subscription subscription = site.subscribe(filter, QoS.AT_MOST_ONCE, (message, done) -> {
                offer(message, emitter);
                done.run();
            });
            emitter.onTermination(() -> {
                size.decrementAndGet();
                subscription.cancel();
            });
        }

        private void offer(InboundMessage message, MultiEmitter<? super TailedMessage> emitter) {
            if (waiting.get() >= MAX_WAITING) {
                leftOut.incrementAndGet();
                dropped.increment();
                return;
            }
            waiting.incrementAndGet();
            emitter.emit(TailedMessage.of(message, clock.instant(), leftOut.getAndSet(0)));
        }

        void delivered() {
            waiting.decrementAndGet();
        }
    }
}
