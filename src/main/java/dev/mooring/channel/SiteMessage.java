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
    private final byte[] payload;
    private volatile Metadata metadata;

    /** @param context the event loop context that the handler begins on, of which the message gets a duplicate */
    SiteMessage(Handling handling, Context context) {
        this.handling = handling;
        this.payload = handling.arrival().message().payload().getBytes();
        this.metadata = Metadata.of(
                handling.arrival().metadata(),
                new LocalContextMetadata(VertxContext.createNewDuplicatedContext(context)));
    }

    @Override
    public byte[] getPayload() {
        return payload;
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
    public Function<Metadata, CompletionStage<Void>> getAckWithMetadata() {
        return ignored -> handling.ack();
    }

    @Override
    public BiFunction<Throwable, Metadata, CompletionStage<Void>> getNackWithMetadata() {
        return (reason, ignored) -> handling.nack(reason);
    }
}
