package dev.mooring.channel;

import io.smallrye.common.vertx.VertxContext;
import io.smallrye.reactive.messaging.providers.MetadataInjectableMessage;
import io.smallrye.reactive.messaging.providers.locals.ContextAwareMessage;
import io.smallrye.reactive.messaging.providers.locals.LocalContextMetadata;
import io.vertx.core.Context;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.eclipse.microprofile.reactive.messaging.Metadata;

/** A message as reactive messaging sees it, with a Vert.x context of its own. */
final class SiteMessage implements ContextAwareMessage<byte[]>, MetadataInjectableMessage<byte[]> {

    private final Handling handling;
    private volatile Metadata metadata;

    /** @param root the event loop context that the handler begins on, of which the message gets a duplicate */
    SiteMessage(Handling handling, Context root) {
        this.handling = handling;
        this.metadata = Metadata.of(
                handling.arrival().metadata(), new LocalContextMetadata(VertxContext.createNewDuplicatedContext(root)));
    }

    /** Not copied: whoever changes it changes it for all who get the message. */
    @Override
    public byte[] getPayload() {
        return handling.arrival().message().payloadBytes();
    }

    @Override
    public Metadata getMetadata() {
        return metadata;
    }

    @Override
    public void injectMetadata(Object addition) {
        metadata = metadata.with(addition);
    }

    @Override
    public CompletionStage<Void> ack(Metadata ignored) {
        return handling.ack();
    }

    @Override
    public CompletionStage<Void> nack(Throwable reason, Metadata ignored) {
        return handling.nack(reason);
    }

    @Override
    public Function<Metadata, CompletionStage<Void>> getAckWithMetadata() {
        return ignored -> handling.ack();
    }

    @Override
    public BiFunction<Throwable, Metadata, CompletionStage<Void>> getNackWithMetadata() {
        return (reason, ignored) -> handling.nack(reason);
    }
}
