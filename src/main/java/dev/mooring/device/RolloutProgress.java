package dev.mooring.device;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How far the devices of a rollout are whose stage has begun. Not thread-safe. */
final class RolloutProgress {

    /** How far a device is; on the wire in lower case. */
    enum Step {
        /** Its stage has not begun. */
        WAITING,
        /** It is being told: the broker has not acknowledged the message. */
        NOTIFYING,
        /** The broker has the message. */
        NOTIFIED,
        /** It reported {@link UpdateReport.State#DOWNLOADING}. */
        DOWNLOADING,
        /** It reported {@link UpdateReport.State#DOWNLOADED}. */
        DOWNLOADED,
        /** It reported {@link UpdateReport.State#VERIFIED}. */
        VERIFIED,
        /** It reported {@link UpdateReport.State#UPDATING}. */
        UPDATING,
        /** It reported {@link UpdateReport.State#UPDATED}, or had these very bytes before. */
        UPDATED,
        /** It reported {@link UpdateReport.State#FAILED}. */
        FAILED;

        static Step of(UpdateReport.State state) {
            return valueOf(state.name());
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Map<MacAddress, Step> steps = new LinkedHashMap<>();
    private final Map<Step, Integer> counts = new EnumMap<>(Step.class);

    /** How far a device is. */
    Step of(MacAddress device) {
        return steps.getOrDefault(device, Step.WAITING);
    }

    void set(MacAddress device, Step step) {
        @Nullable Step before = steps.put(device, step);
        if (before != null) {
            counts.merge(before, -1, Integer::sum);
        }
        counts.merge(step, 1, Integer::sum);
    }

    /** The broker has the message; a device that has answered already is further. */
    void notified(MacAddress device) {
        if (of(device) == Step.NOTIFYING) {
            set(device, Step.NOTIFIED);
        }
    }

    int count(Step step) {
        return counts.getOrDefault(step, 0);
    }

    /** Those that must be told, or told once more. */
    List<MacAddress> unheard() {
        return steps.entrySet().stream()
                .filter(each -> each.getValue() == Step.NOTIFYING || each.getValue() == Step.FAILED)
                .map(Map.Entry::getKey)
                .toList();
    }
}
