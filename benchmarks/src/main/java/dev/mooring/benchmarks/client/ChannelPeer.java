package dev.mooring.benchmarks.client;

import dev.mooring.benchmarks.peer.Peer;
import dev.mooring.benchmarks.peer.Target;
import dev.mooring.benchmarks.work.InFlight;
import dev.mooring.benchmarks.work.Inbox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jspecify.annotations.Nullable;

/**
 * A handler and an emitter as an application writes them. Which connector is behind, and which quality of service it
 * has, is configuration: the same code for both.
 */
@ApplicationScoped
class ChannelPeer implements Peer {

    /** More than the window, so that the emitter's own buffer never is the limit. */
    private static final int BUFFER = 2 * Target.WINDOW;

    private static final byte[] PROBE = {};
    private static final int ATTEMPTS = 100;
    private static final int PAUSE_MILLIS = 100;
    private static final int QUIET_MILLIS = 500;
    private static final int TIMEOUT_SECONDS = 10;

    private final Emitter<byte[]> emitter;
    private List<Inbox> inboxes = List.of();
    private volatile @Nullable Inbox inbox;

    ChannelPeer(
            @Channel("bench-out") @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = BUFFER)
                    Emitter<byte[]> emitter) {
        this.emitter = emitter;
    }

    @Incoming("bench-in")
    Uni<Void> handle(byte[] payload) {
        Inbox current = inbox;
        if (current != null) {
            current.take(payload);
        }
        return Uni.createFrom().voidItem();
    }

    /** The application has begun to connect when it started; it is there when a first message goes through. */
    @Override
    public void connect(Target target, List<Inbox> newInboxes) throws Exception {
        inboxes = newInboxes;
        for (int i = 0; i < ATTEMPTS; i++) {
            try {
                emitter.send(PROBE).toCompletableFuture().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
                return;
            } catch (ExecutionException notYet) {
                Thread.sleep(PAUSE_MILLIS);
            }
        }
        throw new IllegalStateException("not connected");
    }

    /** Subscribed it has, too; what came before this was the first message above, or nothing. */
    @Override
    public void subscribe(int qos) throws Exception {
        Thread.sleep(QUIET_MILLIS);
        inbox = inboxes.get(0);
    }

    @Override
    public void publish(int connection, byte[] payload, int qos, InFlight inFlight) {
        emitter.send(payload).whenComplete((done, failure) -> {
            if (failure == null) {
                inFlight.done();
            } else {
                inFlight.failed();
            }
        });
    }

    @Override
    public int connected() {
        return 1;
    }

    @Override
    public void disconnect() {
        // How a service stops is not measured here.
    }
}
