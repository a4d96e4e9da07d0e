package dev.mooring.channel;

import dev.mooring.mqtt.PublishException;
import dev.mooring.mqtt.PublishListener;
import io.smallrye.mutiny.CompositeException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One message that goes to several sites: done when all of them are, refused when one of them fails. Any thread. */
final class Fanout implements PublishListener {

    private final Sending sending;
    private final List<Throwable> failures = new ArrayList<>();
    private int open;

    Fanout(Sending sending, int sites) {
        this.sending = sending;
        this.open = sites;
    }

    @Override
    public void done(@Nullable PublishException failure) {
        if (!isLast(failure)) {
            return;
        }
        if (failures.isEmpty()) {
            sending.done(null);
        } else {
            sending.refused(new CompositeException(failures));
        }
    }

    private synchronized boolean isLast(@Nullable PublishException failure) {
        if (failure != null) {
            failures.add(failure);
        }
        return --open == 0;
    }
}
