package dev.mooring.device;

import dev.mooring.mqtt.OutboundMessage;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * Writes down what is published, and does with it what the test says. An alternative: only {@link RecordedUpdates}
 * switches it on, so that every other test has the real channel.
 */
@Alternative
@Singleton
class RecordingUpdateChannel implements UpdateChannel {

    private final List<String> published = new CopyOnWriteArrayList<>();
    private volatile Supplier<Uni<Void>> outcome = () -> Uni.createFrom().voidItem();

    @Override
    public Uni<Void> publish(OutboundMessage message) {
        published.add(message.topic().value() + " " + message.payload().toString(StandardCharsets.UTF_8));
        return outcome.get();
    }

    /** Everything so far, as {@code topic payload}. */
    List<String> published() {
        return published;
    }

    void answers(Supplier<Uni<Void>> newOutcome) {
        outcome = newOutcome;
    }

    void reset() {
        published.clear();
        outcome = () -> Uni.createFrom().voidItem();
    }
}
