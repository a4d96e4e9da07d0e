package dev.mooring.mqtt.topic;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One level of filters. Immutable.
 *
 * @param next  the nodes below, by the text of their level
 * @param any   the node below for {@code +}
 * @param here  the values of the filter that ends here
 * @param below the values of the filter that goes on with {@code #}
 */
record Node<T>(Levels<Node<T>> next, @Nullable Node<T> any, List<T> here, List<T> below) {

    private static final Node<?> EMPTY = new Node<>(Levels.none(), null, List.of(), List.of());

    @SuppressWarnings("unchecked") // it holds nothing
    static <T> Node<T> empty() {
        return (Node<T>) EMPTY;
    }

    private boolean holdsNothing() {
        return next.isEmpty() && any == null && here.isEmpty() && below.isEmpty();
    }

    Node<T> with(Path path, T value) {
        if (path.ended()) {
            return new Node<>(next, any, added(here, value), below);
        }
        String level = path.level();
        if (level.equals("#")) {
            return new Node<>(next, any, here, added(below, value));
        }
        Node<T> child = child(level);
        return with(level, (child == null ? Node.<T>empty() : child).with(path.rest(), value));
    }

    /** Null when the value is not there. */
    @Nullable
    Node<T> without(Path path, T value) {
        if (path.ended()) {
            return here.contains(value) ? new Node<>(next, any, removed(here, value), below) : null;
        }
        String level = path.level();
        if (level.equals("#")) {
            return below.contains(value) ? new Node<>(next, any, here, removed(below, value)) : null;
        }
        Node<T> before = child(level);
        Node<T> after = before == null ? null : before.without(path.rest(), value);
        return after == null ? null : with(level, after);
    }

    private @Nullable Node<T> child(String level) {
        return level.equals("+") ? any : next.find(level, 0, level.length());
    }

    private Node<T> with(String level, Node<T> child) {
        if (level.equals("+")) {
            return new Node<>(next, child.holdsNothing() ? null : child, here, below);
        }
        return new Node<>(child.holdsNothing() ? next.without(level) : next.with(level, child), any, here, below);
    }

    /** From the first level on, where wildcards do not match topics that begin with {@code $} (section 4.7.2). */
    void matchRoot(String topic, Consumer<? super T> found) {
        if (topic.startsWith("$")) {
            int end = end(topic, 0);
            Node<T> named = next.find(topic, 0, end);
            if (named != null) {
                named.match(topic, end + 1, found);
            }
        } else {
            match(topic, 0, found);
        }
    }

    private void match(String topic, int begin, Consumer<? super T> found) {
        Node<T> node = this;
        int from = begin;
        while (true) {
            node.below.forEach(found); // "a/#" is also "a"
            if (from > topic.length()) {
                node.here.forEach(found);
                return;
            }
            int end = end(topic, from);
            Node<T> named = node.next.find(topic, from, end);
            from = end + 1;
            if (named != null && node.any != null) {
                node.any.match(topic, from, found);
            }
            node = named != null ? named : node.any;
            if (node == null) {
                return;
            }
        }
    }

    private static int end(String topic, int from) {
        int slash = topic.indexOf('/', from);
        return slash < 0 ? topic.length() : slash;
    }

    private static <T> List<T> added(List<T> values, T value) {
        List<T> more = new ArrayList<>(values.size() + 1);
        more.addAll(values);
        more.add(value);
        return List.copyOf(more);
    }

    private static <T> List<T> removed(List<T> values, T value) {
        List<T> fewer = new ArrayList<>(values);
        fewer.remove(fewer.indexOf(value)); // by index: a value may be an Integer
        return List.copyOf(fewer);
    }
}
