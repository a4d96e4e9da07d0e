package dev.mooring.mqtt;

/**
 * What to subscribe to: topic levels with the wildcards {@code +} and {@code #}, optionally a shared subscription
 * {@code $share/{group}/{filter}} (MQTT 5.0, sections 4.7 and 4.8.2).
 *
 * @param value the filter as it stands on the wire
 */
public record TopicFilter(String value) {

    private static final String SHARE = "$share/";

    /** @throws IllegalArgumentException when {@code value} is no topic filter */
    public TopicFilter {
        MqttString.checked("topic filter", value);
        checkShare(value);
        checkWildcards(value);
    }

    private static void checkShare(String value) {
        if (!value.startsWith(SHARE)) {
            return;
        }
        int end = value.indexOf('/', SHARE.length());
        String group = end < 0 ? "" : value.substring(SHARE.length(), end);
        if (group.isEmpty() || end == value.length() - 1 || group.indexOf('+') >= 0 || group.indexOf('#') >= 0) {
            throw new IllegalArgumentException("shared topic filter must be $share/{group}/{filter}, got: " + value);
        }
    }

    private static void checkWildcards(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c != '+' && c != '#') {
                continue;
            }
            boolean startsLevel = i == 0 || value.charAt(i - 1) == '/';
            boolean endsFilter = i == value.length() - 1;
            boolean endsLevel = endsFilter || value.charAt(i + 1) == '/';
            if (!startsLevel || !endsLevel || (c == '#' && !endsFilter)) {
                throw new IllegalArgumentException(
                        "wildcards must stand alone in a topic level, # in the last one, got: " + value);
            }
        }
    }

    /** Whether a message on this topic would be delivered for this filter. */
    public boolean matches(TopicName topic) {
        return matches(topic.value());
    }

    boolean matches(String topic) {
        String filter = unshared();
        if (startsWithWildcard(filter) && topic.charAt(0) == '$') {
            return false; // MQTT 5.0, section 4.7.2
        }
        return walk(filter, topic, false);
    }

    /**
     * Whether every topic of {@code other} is a topic of this filter as well, so that subscribing both would make a
     * broker deliver twice. A shared subscription covers nothing and is covered by nothing.
     */
    public boolean covers(TopicFilter other) {
        if (shared() || other.shared()) {
            return equals(other);
        }
        if (startsWithWildcard(value) && other.value.charAt(0) == '$') {
            return false;
        }
        return walk(value, other.value, true);
    }

    private boolean shared() {
        return value.startsWith(SHARE);
    }

    /** Without {@code $share} and group: what topics are compared with. */
    String unshared() {
        return shared() ? value.substring(value.indexOf('/', SHARE.length()) + 1) : value;
    }

    private static boolean startsWithWildcard(String filter) {
        return filter.charAt(0) == '+' || filter.charAt(0) == '#';
    }

    /** Compares level by level; {@code wild} says that {@code topic} may hold wildcards itself. */
    private static boolean walk(String filter, String topic, boolean wild) {
        int f = 0;
        int t = 0;
        while (true) {
            String filterLevel = level(filter, f);
            if (filterLevel.equals("#")) {
                return true;
            }
            String topicLevel = level(topic, t);
            boolean same = filterLevel.equals("+") ? !(wild && topicLevel.equals("#")) : filterLevel.equals(topicLevel);
            if (!same) {
                return false;
            }
            f += filterLevel.length() + 1;
            t += topicLevel.length() + 1;
            if (t > topic.length()) {
                return f > filter.length() || filter.substring(f).equals("#"); // "a/#" is also "a"
            }
            if (f > filter.length()) {
                return false;
            }
        }
    }

    private static String level(String path, int from) {
        int end = path.indexOf('/', from);
        return end < 0 ? path.substring(from) : path.substring(from, end);
    }

    @Override
    public String toString() {
        return value;
    }
}
