package dev.mooring.worker;

import io.smallrye.mutiny.Uni;
import java.util.concurrent.atomic.AtomicInteger;

/** A worker of a service that publishes nothing: everything is counted and comes to nothing. */
final class SilentRegistration implements WorkerRegistration {

    private final WorkerId id;
    private final String site;
    private final String topic;
    private final Runnable counted;
    private final Runnable whenClosed;
    private final AtomicInteger idleCount = new AtomicInteger(LiveRegistration.IDLE_AT_FIRST);

    /**
     * Not registered anywhere.
     *
     * @param counted    runs in place of each publish
     * @param whenClosed runs when it is closed
     */
    SilentRegistration(WorkerId id, String site, String topic, Runnable counted, Runnable whenClosed) {
        this.id = id;
        this.site = site;
        this.topic = topic;
        this.counted = counted;
        this.whenClosed = whenClosed;
    }

    @Override
    public String id() {
        return id.value();
    }

    @Override
    public String site() {
        return site;
    }

    @Override
    public String topic() {
        return topic;
    }

    @Override
    public boolean connected() {
        return false;
    }

    @Override
    public int idleCount() {
        return idleCount.get();
    }

    @Override
    public void idleCount(int count) {
        idleCount.set(LiveRegistration.checked(count));
        counted.run();
    }

    @Override
    public Uni<Void> close() {
        counted.run();
        whenClosed.run();
        return Uni.createFrom().voidItem();
    }
}
