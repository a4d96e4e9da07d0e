package dev.mooring.device;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.problem.Problem;
import dev.mooring.problem.ProblemException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Picks devices by what their configs say. All of what is asked must hold. In texts, {@code *} stands for any characters,
 * also for none; numbers, {@code true} and {@code false} must be equal.
 */
final class DeviceFilter {

    private static final int MAX_LENGTH = 200;
    private static final Pattern STARS = Pattern.compile("\\*");

    private final Map<String, JsonNode> wanted;

    private DeviceFilter(Map<String, JsonNode> wanted) {
        this.wanted = wanted;
    }

    /** @throws ProblemException with what is wrong */
    static DeviceFilter read(JsonNode filter) {
        Map<String, JsonNode> wanted = new HashMap<>();
        for (Map.Entry<String, JsonNode> field : filter.properties()) {
            JsonNode value = field.getValue();
            if (!value.isValueNode() || value.isNull() || value.asText().length() > MAX_LENGTH) {
                throw refused();
            }
            wanted.put(field.getKey(), value);
        }
        DeviceFilter result = new DeviceFilter(Map.copyOf(wanted));
        if (wanted.isEmpty() || !wanted.keySet().stream().allMatch(DeviceFilter::isKey)) {
            throw refused();
        }
        return result;
    }

    private static boolean isKey(String key) {
        return switch (key) {
            case "mac_address", "device_name", "device_entity_id", "enable_ota" -> true;
            default -> false;
        };
    }

    private static ProblemException refused() {
        return Problem.validationFailed("'filter' must have at least one of mac_address, device_name, device_entity_id,"
                        + " enable_ota, and no other key; {\"mac_address\":\"*\"} is all that have a config.")
                .asException();
    }

    boolean wants(ConfigSummary config) {
        return wanted.entrySet().stream().allMatch(each -> {
            if (each.getKey().equals("mac_address")) {
                return matches(each.getValue().asText(), config.macAddress());
            }
            return matches(each.getValue(), value(each.getKey(), config));
        });
    }

    private static @Nullable JsonNode value(String key, ConfigSummary config) {
        return switch (key) {
            case "device_name" -> config.deviceName();
            case "device_entity_id" -> config.deviceEntityId();
            default -> config.enableOta();
        };
    }

    private static boolean matches(JsonNode wanted, @Nullable JsonNode value) {
        if (value == null) {
            return false;
        }
        if (wanted.isTextual() && value.isTextual()) {
            return matches(wanted.textValue(), value.textValue());
        }
        return wanted.equals(value);
    }

    /** In one pass from left to right: a regular expression with many stars could take for ever. */
    private static boolean matches(String pattern, String text) {
        String[] parts = STARS.split(pattern, -1);
        String first = parts[0];
        String last = parts[parts.length - 1];
        if (parts.length == 1) {
            return text.equals(first);
        }
        int end = text.length() - last.length();
        if (!text.startsWith(first) || !text.endsWith(last) || first.length() > end) {
            return false;
        }
        int at = first.length();
        for (int i = 1; i < parts.length - 1; i++) {
            int found = text.indexOf(parts[i], at);
            if (found < 0 || found + parts[i].length() > end) {
                return false;
            }
            at = found + parts[i].length();
        }
        return true;
    }
}
