package dev.mooring.channel;

import dev.mooring.mqtt.PublishException;
import dev.mooring.mqtt.PublishListener;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

/**
 * One message of an outgoing channel under way: tells its sender what became of it. What goes wrong is the message's
 * failure, never the channel's.
 *
 * @param message  what is sent
 * @param channel  the channel's name
 * @param finished runs when the sender has been told, on any thread
 */
record Sending(Message<?> message, String channel, Runnable finished) implements PublishListener {

    @Override
    public void done(@Nullable PublishException failure) {
        if (failure == null) {
            tell(message::ack);
        } else {
            refused(failure);
        }
    }

    /** It will not be published. */
    void refused(Throwable failure) {
        ChannelLog.LOG.notPublished(channel, failure.toString());
        tell(() -> message.nack(failure));
    }

    private void tell(Supplier<CompletionStage<Void>> answer) {
        CompletionStage<Void> told;
        try {
            told = answer.get();
        } catch (RuntimeException e) {
            notTold(e);
            return;
        }
        if (told instanceof CompletableFuture<Void> future && future.isDone() && !future.isCompletedExceptionally()) {
            finished.run();
        } else {
            told.whenComplete((nothing, failure) -> {
                if (failure == null) {
                    finished.run();
                } else {
                    notTold(failure);
                }
            });
        }
    }

    private void notTold(Throwable failure) {
        ChannelLog.LOG.notPublished(channel, failure.toString());
        finished.run();
    }
}
