package dev.mooring.channel;

import io.smallrye.mutiny.subscription.MultiSubscriber;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

/**
 * Takes the messages of an outgoing channel from upstream, no more than may be under way at the same time. It asks for
 * more when half of them are finished, rather than for each, since upstream pays for every request. Safe on any thread.
 */
final class SendingSubscriber implements MultiSubscriber<Message<?>> {

    private final int maxInflight;
    private final int batch;
    private final BiConsumer<Message<?>, Runnable> send;
    private final Consumer<Throwable> onFailure;
    private final AtomicLong finished = new AtomicLong();
    private final Runnable whenFinished = this::oneMoreFinished;
    /** Set before the first message comes. */
    private volatile Flow.@Nullable Subscription upstream;

    /**
     * Makes the end of a channel.
     *
     * @param maxInflight how many messages may be under way
     * @param send        begins to send a message, and runs its second argument when that is finished; must not throw
     * @param onFailure   hears that upstream failed, and that nothing more comes
     */
    SendingSubscriber(int maxInflight, BiConsumer<Message<?>, Runnable> send, Consumer<Throwable> onFailure) {
        this.maxInflight = maxInflight;
        this.batch = Math.max(1, maxInflight / 2);
        this.send = send;
        this.onFailure = onFailure;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        if (upstream != null) {
            subscription.cancel();
            return;
        }
        upstream = subscription;
        subscription.request(maxInflight);
    }

    @Override
    public void onItem(Message<?> message) {
        send.accept(message, whenFinished);
    }

    private void oneMoreFinished() {
        Flow.Subscription subscription = upstream;
        if (finished.incrementAndGet() % batch == 0 && subscription != null) {
            subscription.request(batch);
        }
    }

    @Override
    public void onFailure(Throwable failure) {
        onFailure.accept(failure);
    }

    /** What is under way goes on. */
    @Override
    public void onCompletion() {}
}
