package dev.mooring.device;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The MAC address that names a device, in lower case. Because nothing but hex digits and dashes gets through, it is
 * safe in a file name.
 *
 * @param value {@code aa-bb-cc-dd-ee-ff}
 */
record MacAddress(@JsonValue String value) implements Comparable<MacAddress> {

    private static final Pattern FORM = Pattern.compile("[0-9a-fA-F]{2}(-[0-9a-fA-F]{2}){5}");

    /**
     * Takes an address in any case.
     *
     * @throws IllegalArgumentException if it has another form
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    MacAddress {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "MAC address must have the form aa-bb-cc-dd-ee-ff, got: '" + value + "'");
        }
        value = value.toLowerCase(Locale.ROOT);
    }

    @Override
    public int compareTo(MacAddress other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
