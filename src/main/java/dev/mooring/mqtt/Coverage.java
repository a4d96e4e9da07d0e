package dev.mooring.mqtt;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which of many filters cover one of them, found level by level: thousands side by side need not be compared each with
 * each. For one thread, and for one question: it does not change.
 */
final class Coverage {

    private static final class Node {
        private final Map<String, Node> next = new HashMap<>();
        /** The filter that ends here, if one does. */
        private @Nullable TopicFilter here;
    }

    private final Node root = new Node();

    Coverage(Set<TopicFilter> filters) {
        for (TopicFilter filter : filters) {
            if (hasWildcard(filter)) { // no other covers anything but itself
                add(filter);
            }
        }
    }

    private static boolean hasWildcard(TopicFilter filter) {
        return filter.value().indexOf('+') >= 0 || filter.value().indexOf('#') >= 0;
    }

    private void add(TopicFilter filter) {
        Node node = root;
        for (String level : filter.value().split("/", -1)) {
            node = node.next.computeIfAbsent(level, name -> new Node());
        }
        node.here = filter;
    }

    /** The others that cover this one. */
    List<TopicFilter> of(TopicFilter filter) {
        List<TopicFilter> found = new ArrayList<>();
        gather(root, filter.value().split("/", -1), 0, filter, found);
        return found;
    }

    /** Candidates by their levels; what covers what in the end is the filter's own business. */
    private static void gather(Node node, String[] levels, int at, TopicFilter filter, List<TopicFilter> found) {
        take(node.next.get("#"), filter, found); // "a/#" is also "a"
        if (at == levels.length) {
            take(node, filter, found);
            return;
        }
        Node named = node.next.get(levels[at]);
        if (named != null && !levels[at].equals("#")) { // which was taken above
            gather(named, levels, at + 1, filter, found);
        }
        Node any = node.next.get("+");
        if (any != null && any != named) { // a "+" of both was found by its name
            gather(any, levels, at + 1, filter, found);
        }
    }

    private static void take(@Nullable Node node, TopicFilter filter, List<TopicFilter> found) {
        TopicFilter candidate = node == null ? null : node.here;
        if (candidate != null && !candidate.equals(filter) && candidate.covers(filter)) {
            found.add(candidate);
        }
    }
}
