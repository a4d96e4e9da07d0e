package dev.mooring.channel;

import dev.mooring.event.Envelope;
import dev.mooring.mqtt.QoS;
import io.quarkus.arc.properties.IfBuildProperty;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.annotations.Blocking;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

/** The handlers of the channel tests: they remember what they saw, and answer as the payload says. */
@ApplicationScoped
@IfBuildProperty(name = "channel.tests", stringValue = "true")
class TestChannels {

    /** What a handler saw. */
    record Seen(
            String channel, String site, String topic, Object payload, SiteMessageMetadata metadata, String thread) {}

    /** A payload mapped by Jackson. */
    record Reading(String sensor, double value) {}

    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final Map<Object, CompletableFuture<Void>> held = new ConcurrentHashMap<>();
    private final MutinyEmitter<Object> commands;
    private final MutinyEmitter<Object> globbed;
    private final Multi<Message<String>> stream;

    TestChannels(
            @Channel("commands") MutinyEmitter<Object> commands,
            @Channel("globbed") MutinyEmitter<Object> globbed,
            @Channel("streamed") Multi<Message<String>> stream) {
        this.commands = commands;
        this.globbed = globbed;
        this.stream = stream;
    }

    List<Seen> seen(String channel) {
        return seen.stream().filter(each -> each.channel().equals(channel)).toList();
    }

    void forget() {
        seen.clear();
        held.clear();
    }

    /** Lets the handler of that payload succeed, now or when it comes. */
    void release(Object payload) {
        held(payload).complete(null);
    }

    private CompletableFuture<Void> held(Object payload) {
        return Objects.requireNonNull(held.computeIfAbsent(payload, each -> new CompletableFuture<>()));
    }

    MutinyEmitter<Object> commands() {
        return commands;
    }

    MutinyEmitter<Object> globbed() {
        return globbed;
    }

    Multi<Message<String>> stream() {
        return stream;
    }

    private void remember(String channel, Object payload, SiteMessageMetadata metadata) {
        String thread = Thread.currentThread().getName() + (Vertx.currentContext() == null ? "" : " on a context");
        seen.add(new Seen(channel, metadata.site(), metadata.topic(), payload, metadata, thread));
    }

    @Incoming("texts")
    void text(String payload, SiteMessageMetadata metadata) {
        remember("texts", payload, metadata);
    }

    @Incoming("bytes")
    void bytes(byte[] payload, SiteMessageMetadata metadata) {
        remember("bytes", List.of(payload.length, payload[0]), metadata);
    }

    @Incoming("buffers")
    void buffer(Buffer payload, SiteMessageMetadata metadata) {
        remember("buffers", payload, metadata);
    }

    @Incoming("objects")
    void object(JsonObject payload, SiteMessageMetadata metadata) {
        remember("objects", payload, metadata);
    }

    @Incoming("envelopes")
    void envelope(Envelope payload, SiteMessageMetadata metadata) {
        remember("envelopes", payload, metadata);
    }

    @Incoming("readings")
    void reading(Reading payload, SiteMessageMetadata metadata) {
        remember("readings", payload, metadata);
    }

    @Incoming("lists")
    void list(Reading[] payload, SiteMessageMetadata metadata) {
        remember("lists", List.of(payload), metadata);
    }

    @Incoming("blocking")
    @Blocking
    void blocking(String payload, SiteMessageMetadata metadata) {
        remember("blocking", payload, metadata);
    }

    @Incoming("selected")
    void selected(String payload, SiteMessageMetadata metadata) {
        remember("selected", payload, metadata);
    }

    @Incoming("everything")
    void everything(byte[] payload, SiteMessageMetadata metadata) {
        remember("everything", payload.length, metadata);
    }

    /** A second for each message of harbor, nothing for others. */
    @Incoming("slow")
    Uni<Void> slow(String payload, SiteMessageMetadata metadata) {
        remember("slow", payload, metadata);
        Uni<Void> done = Uni.createFrom().voidItem();
        return metadata.site().equals("harbor") ? done.onItem().delayIt().by(Duration.ofSeconds(1)) : done;
    }

    @Incoming("held")
    CompletionStage<Void> held(String payload, SiteMessageMetadata metadata) {
        remember("held", payload, metadata);
        return held(payload);
    }

    @Incoming("exact")
    CompletionStage<Void> exact(String payload, SiteMessageMetadata metadata) {
        remember("exact", payload, metadata);
        return held(payload);
    }

    @Incoming("flood")
    CompletionStage<Void> flood(String payload, SiteMessageMetadata metadata) {
        remember("flood", payload, metadata);
        return held(payload);
    }

    @Incoming("pair")
    CompletionStage<Void> pair(String payload, SiteMessageMetadata metadata) {
        remember("pair", payload, metadata);
        return held(payload);
    }

    @Incoming("stuck")
    CompletionStage<Void> stuck(String payload, SiteMessageMetadata metadata) {
        remember("stuck", payload, metadata);
        return held(payload);
    }

    /** Fails as often as the number at the end of the payload says, before it succeeds. */
    @Incoming("retried")
    void retried(String payload, SiteMessageMetadata metadata) {
        remember("retried", payload, metadata);
        long attempts = seen("retried").stream()
                .filter(each -> each.payload().equals(payload))
                .count();
        if (attempts <= payload.charAt(payload.length() - 1) - '0') {
            throw new IllegalStateException("attempt " + attempts);
        }
    }

    @Incoming("deduped")
    CompletionStage<Void> deduped(Envelope payload, SiteMessageMetadata metadata) {
        remember("deduped", payload.id(), metadata);
        return held(payload.id());
    }

    @Incoming("ignored")
    void ignored(String payload, SiteMessageMetadata metadata) {
        remember("ignored", payload, metadata);
        throw new IllegalStateException("no");
    }

    @Incoming("dead")
    void dead(byte[] payload, SiteMessageMetadata metadata) {
        remember("dead", payload.length, metadata);
        throw new IllegalStateException("no");
    }

    @Incoming("graves")
    void grave(JsonObject letter, SiteMessageMetadata metadata) {
        remember("graves", letter, metadata);
    }

    @Incoming("fail")
    void fail(String payload, SiteMessageMetadata metadata) {
        remember("fail", payload, metadata);
        if (payload.equals("bad")) {
            throw new IllegalStateException("no");
        }
    }

    @Incoming("questions")
    @Outgoing("answers")
    String answer(String question) {
        return "answer to " + question;
    }

    @Incoming("news")
    CompletionStage<Void> firstReader(String payload, SiteMessageMetadata metadata) {
        remember("news", "first " + payload, metadata);
        return held("first " + payload);
    }

    @Incoming("news")
    CompletionStage<Void> secondReader(String payload, SiteMessageMetadata metadata) {
        remember("news", "second " + payload, metadata);
        return held("second " + payload);
    }

    /** Comes through the stock connector, so without our metadata. */
    @Incoming("stock")
    void stock(byte[] payload) {
        remember(
                "stock",
                new String(payload, StandardCharsets.UTF_8),
                new SiteMessageMetadata("", "", QoS.AT_LEAST_ONCE, false, false));
    }
}
