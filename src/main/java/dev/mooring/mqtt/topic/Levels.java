package dev.mooring.mqtt.topic;

import org.jspecify.annotations.Nullable;

/**
 * Values by the text of a topic level: an immutable hash table that is asked with a piece of a topic, so that nobody
 * needs to cut the topic up.
 */
final class Levels<V> {

    private static final int SMALLEST = 4;
    private static final Levels<?> NONE = new Levels<>(SMALLEST);

    private final @Nullable String[] names; // length a power of two, at least half of it empty
    private final @Nullable Object[] values;
    private int size; // changes while a table is filled, before anybody else sees it

    private Levels(int length) {
        this.names = new String[length];
        this.values = new Object[length];
    }

    @SuppressWarnings("unchecked") // it holds nothing
    static <V> Levels<V> none() {
        return (Levels<V>) NONE;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** The value of the level that stands in {@code topic} from {@code from} to before {@code end}. */
    @SuppressWarnings("unchecked") // only with() puts values in
    @Nullable
    V find(String topic, int from, int end) {
        return size == 0 ? null : (V) values[slot(topic, from, end)];
    }

    Levels<V> with(String level, V value) {
        Levels<V> copy = copyWithout(level, size + 1);
        copy.put(level, value);
        return copy;
    }

    Levels<V> without(String level) {
        return copyWithout(level, size);
    }

    private Levels<V> copyWithout(String level, int room) {
        Levels<V> copy = new Levels<>(Math.max(SMALLEST, Integer.highestOneBit(Math.max(1, 2 * room - 1)) * 2));
        for (int i = 0; i < names.length; i++) {
            String name = names[i];
            Object value = values[i];
            if (name != null && value != null && !name.equals(level)) {
                copy.put(name, value);
            }
        }
        return copy;
    }

    private void put(String level, Object value) {
        int slot = slot(level, 0, level.length());
        names[slot] = level;
        values[slot] = value;
        size++;
    }

    /** Where that level is, or the empty slot where it would be. */
    private int slot(String topic, int from, int end) {
        int mask = names.length - 1;
        int slot = hash(topic, from, end) & mask;
        String name = names[slot];
        while (name != null && !(name.length() == end - from && topic.startsWith(name, from))) {
            slot = (slot + 1) & mask;
            name = names[slot];
        }
        return slot;
    }

    private static int hash(String topic, int from, int end) {
        int hash = 0;
        for (int i = from; i < end; i++) {
            hash = 31 * hash + topic.charAt(i);
        }
        return hash ^ (hash >>> 16);
    }
}
