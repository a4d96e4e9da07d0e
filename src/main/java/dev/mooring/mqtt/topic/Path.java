package dev.mooring.mqtt.topic;

/**
 * What is left of a topic filter on the way down.
 *
 * @param filter the whole filter
 * @param from   where the next level begins; beyond the end when none is left
 */
record Path(String filter, int from) {

    Path(String filter) {
        this(filter, 0);
    }

    boolean ended() {
        return from > filter.length();
    }

    /** The next level; empty between two slashes. */
    String level() {
        return filter.substring(from, end());
    }

    Path rest() {
        return new Path(filter, end() + 1);
    }

    private int end() {
        int slash = filter.indexOf('/', from);
        return slash < 0 ? filter.length() : slash;
    }
}
