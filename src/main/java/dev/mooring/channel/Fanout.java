package dev.mooring.channel;

import dev.mooring.mqtt.PublishException;
import dev.mooring.mqtt.PublishListener;
import io.smallrye.mutiny.CompositeException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One message that goes to several sites: done when all of them are, refused when one of them fails. Any thread. */
final class Fanout implements PublishListener {

    private final Sending sending;
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger open;

    Fanout(Sending sending, int sites) {
        this.sending = sending;
        this.open = new AtomicInteger(sites);
    }

    @Override
    public void done(@Nullable PublishException failure) {
        if (failure != null) {
            failures.add(failure);
        }
        if (open.decrementAndGet() > 0) {
            return;
        }
        if (failures.isEmpty()) {
            sending.done(null);
        } else {
            sending.refused(new CompositeException(List.copyOf(failures)));
        }
    }
}
