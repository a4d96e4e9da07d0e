package dev.mooring.mqtt.topic;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Values by topic filter, found by topic name (MQTT 5.0, section 4.7). What a look-up costs depends on the levels of the
 * topic and on what it finds, not on how many filters there are; it allocates nothing but what the caller gathers.
 *
 * <p>Any thread may match at any time and sees the tree as one change left it. Any thread may change it: a change that
 * another one was faster than is made again on what that left. Each copies the nodes on its path, and of each the table of its next levels: many filters side by side are cheap to match,
 * not to add.
 *
 * @param <T> what is found; compared by {@code equals} when it is removed
 */
public final class TopicTree<T> {

    /** So that nobody's filter can exhaust the stack. Brokers allow less (mosquitto 200). */
    static final int MAX_LEVELS = 1_000;

    private static final String SHARE = "$share/";

    private final AtomicReference<Node<T>> root = new AtomicReference<>(Node.empty());

    /** A tree without values. */
    public TopicTree() {}

    /**
     * Adds a value. Added twice, also with the same filter, it is found twice.
     *
     * @param filter a valid topic filter; of {@code $share/{group}/{filter}} the last part counts (section 4.8.2)
     * @throws IllegalArgumentException when the filter has more than 1,000 levels
     */
    public void add(String filter, T value) {
        Path path = new Path(checked(unshared(filter)));
        Node<T> before;
        do {
            before = current();
        } while (!root.compareAndSet(before, before.with(path, value)));
    }

    /**
     * Removes a value once.
     *
     * @return whether it was there
     */
    public boolean remove(String filter, T value) {
        Path path = new Path(unshared(filter));
        Node<T> before;
        @Nullable Node<T> after;
        do {
            before = current();
            after = before.without(path, value);
        } while (after != null && !root.compareAndSet(before, after));
        return after != null;
    }

    /** Hands over each value whose filter matches, once for each time it was added, in no particular order. */
    public void match(String topic, Consumer<? super T> found) {
        current().matchRoot(topic, found);
    }

    /** The values whose filters match, each once for each time it was added, in no particular order. */
    public List<T> match(String topic) {
        List<T> all = new ArrayList<>();
        match(topic, all::add);
        return all;
    }

    private Node<T> current() {
        return Objects.requireNonNull(root.get());
    }

    private static String unshared(String filter) {
        return filter.startsWith(SHARE) ? filter.substring(filter.indexOf('/', SHARE.length()) + 1) : filter;
    }

    private static String checked(String filter) {
        if (filter.chars().filter(c -> c == '/').count() >= MAX_LEVELS) {
            throw new IllegalArgumentException("a topic filter may have at most " + MAX_LEVELS + " levels");
        }
        return filter;
    }
}
