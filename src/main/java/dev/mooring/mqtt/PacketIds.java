package dev.mooring.mqtt;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What goes by which packet id (MQTT 5.0, section 2.2.1). A table that has one place for each id modulo its size: it
 * grows until no two ids in use meet, so that a look-up is one step and nothing is allocated in the steady state.
 *
 * <p>Confined to the session's event loop.
 */
final class PacketIds<T> {

    static final int MAX = 65_535;

    private static final int FIRST_CAPACITY = 8;

    private int[] ids = new int[FIRST_CAPACITY];
    private @Nullable Object[] values = new Object[FIRST_CAPACITY];
    private int size;
    private int last;

    int size() {
        return size;
    }

    /**
     * Gives a value the next id that is free; ids go round, so that one is used again as late as possible.
     *
     * @throws IllegalStateException when all are in use, which the windows prevent
     */
    int take(T value) {
        if (size == MAX) {
            throw new IllegalStateException("all packet ids are in use");
        }
        if (size * 2 > ids.length && ids.length <= MAX) {
            grow();
        }
        int id = last;
        do {
            id = id == MAX ? 1 : id + 1;
        } while (ids[id & (ids.length - 1)] != 0);
        last = id;
        place(id, value);
        return id;
    }

    /** Gives a value the id that the other side chose, which must be free. */
    void put(int id, T value) {
        while (ids[id & (ids.length - 1)] != 0) {
            grow();
        }
        place(id, value);
    }

    private void place(int id, T value) {
        int slot = id & (ids.length - 1);
        ids[slot] = id;
        values[slot] = value;
        size++;
    }

    @SuppressWarnings("unchecked")
    @Nullable
    T get(int id) {
        int slot = id & (ids.length - 1);
        return ids[slot] == id ? (T) values[slot] : null;
    }

    /** Frees an id; does nothing when it is free. */
    void release(int id) {
        int slot = id & (ids.length - 1);
        if (id != 0 && ids[slot] == id) {
            ids[slot] = 0;
            values[slot] = null;
            size--;
        }
    }

    /** Frees all; the next id stays what it would have been. */
    void clear() {
        Arrays.fill(ids, 0);
        Arrays.fill(values, null);
        size = 0;
    }

    @SuppressWarnings("unchecked")
    void forEach(Consumer<T> action) {
        for (Object value : values.clone()) {
            if (value != null) {
                action.accept((T) value);
            }
        }
    }

    private void grow() {
        int[] oldIds = ids;
        @Nullable Object[] oldValues = values;
        ids = new int[oldIds.length * 2];
        values = new Object[ids.length];
        for (int i = 0; i < oldIds.length; i++) {
            if (oldIds[i] != 0) {
                int slot = oldIds[i] & (ids.length - 1);
                ids[slot] = oldIds[i];
                values[slot] = oldValues[i];
            }
        }
    }
}
