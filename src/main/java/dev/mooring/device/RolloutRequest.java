package dev.mooring.device;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.problem.Problem;
import dev.mooring.problem.ProblemException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request for a rollout.
 *
 * @param asset            its file name
 * @param devices          who is to have it; empty when a filter says it
 * @param filter           who is to have it; empty when they are listed
 * @param stages           percent, rising to 100
 * @param successThreshold percent, 1 to 100
 * @param errorThreshold   percent, 0 to 99; both together at most 100, else a stage could neither succeed nor fail
 */
record RolloutRequest(
        String asset,
        List<MacAddress> devices,
        Optional<DeviceFilter> filter,
        List<Integer> stages,
        int successThreshold,
        int errorThreshold) {

    static final int MOST_DEVICES = 100_000;

    private static final int ALL = 100;
    private static final int MOST_STAGES = 100;
    private static final int DEFAULT_SUCCESS = 90;
    private static final int DEFAULT_ERROR = 10;
    private static final Set<String> KEYS =
            Set.of("asset", "devices", "filter", "stages", "success_threshold", "error_threshold");

    /** @throws ProblemException with the key that is wrong */
    static RolloutRequest read(@Nullable JsonNode body) {
        if (body == null || !body.isObject()) {
            throw refused("The body must be a JSON object.");
        }
        for (Iterator<String> names = body.fieldNames(); names.hasNext(); ) {
            if (!KEYS.contains(names.next())) {
                throw refused("There are no other keys than asset, devices or filter, stages, success_threshold,"
                        + " error_threshold.");
            }
        }
        if (body.has("devices") == body.has("filter")) {
            throw refused("Either 'devices' or 'filter' must say who is to have it.");
        }
        int error = percent(body, "error_threshold", 0, DEFAULT_ERROR);
        int success = percent(body, "success_threshold", 1, Math.min(DEFAULT_SUCCESS, ALL - error));
        if (success + error > ALL) {
            throw refused("'success_threshold' and 'error_threshold' must be 100 together at most: else a stage might"
                    + " neither succeed nor fail.");
        }
        return new RolloutRequest(asset(body), devices(body), filter(body), stages(body), success, error);
    }

    private static String asset(JsonNode body) {
        JsonNode asset = body.path("asset");
        if (!asset.isTextual()) {
            throw refused("'asset' must be the file name of an asset.");
        }
        return asset.textValue();
    }

    private static List<MacAddress> devices(JsonNode body) {
        if (!body.has("devices")) {
            return List.of();
        }
        JsonNode list = body.path("devices");
        if (!list.isArray() || list.isEmpty() || list.size() > MOST_DEVICES) {
            throw refused("'devices' must be a list of 1 to " + MOST_DEVICES + " MAC addresses.");
        }
        Set<MacAddress> devices = new LinkedHashSet<>(); // one that is named twice is told once
        for (JsonNode device : list) {
            try {
                devices.add(new MacAddress(device.asText()));
            } catch (IllegalArgumentException e) {
                throw refused("'devices' must have MAC addresses of the form aa-bb-cc-dd-ee-ff only.");
            }
        }
        return List.copyOf(devices);
    }

    private static Optional<DeviceFilter> filter(JsonNode body) {
        return body.has("filter") ? Optional.of(DeviceFilter.read(body.path("filter"))) : Optional.empty();
    }

    private static List<Integer> stages(JsonNode body) {
        if (!body.has("stages")) {
            return List.of(ALL);
        }
        JsonNode list = body.path("stages");
        List<Integer> stages = new ArrayList<>();
        int last = 0;
        for (JsonNode stage : list) {
            if (!stage.isInt() || stage.intValue() <= last || stage.intValue() > ALL) {
                throw badStages();
            }
            last = stage.intValue();
            stages.add(last);
        }
        if (!list.isArray() || last != ALL || stages.size() > MOST_STAGES) {
            throw badStages();
        }
        return stages;
    }

    private static ProblemException badStages() {
        return refused("'stages' must be whole percents that rise to 100, such as [10, 50, 100].");
    }

    private static int percent(JsonNode body, String key, int least, int usual) {
        if (!body.has(key)) {
            return usual;
        }
        JsonNode value = body.path(key);
        if (!value.isInt() || value.intValue() < least || value.intValue() > ALL) {
            throw refused("'" + key + "' must be " + least + " to 100, in percent.");
        }
        return value.intValue();
    }

    private static ProblemException refused(String detail) {
        return Problem.validationFailed(detail).asException();
    }
}
