package dev.mooring.delivery;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Which faults, and when.
 *
 * @param steps in order
 */
public record FaultPlan(List<Step> steps) {

    private static final int MOST = 10_000;
    /** The beginning and the end are left alone: there must be something to disturb. */
    private static final double FIRST = 0.03;

    private static final double LAST = 0.97;

    /** Nothing but good weather. */
    public static final FaultPlan NONE = new FaultPlan(List.of());

    /**
     * One fault.
     *
     * @param at    how much of all is done then, from 0 to 1
     * @param fault what happens
     */
    public record Step(double at, Fault fault) {}

    /** Keeps an unmodifiable copy. */
    public FaultPlan {
        steps = List.copyOf(steps);
    }

    /**
     * Reads {@code kill-connection=20,takeover}: a fault and how often, once where it does not say. The same seed makes the same plan.
     *
     * @throws IllegalArgumentException when it cannot be read; the message says why
     */
    public static FaultPlan parse(String text, long seed) {
        Map<Fault, Integer> counts = new EnumMap<>(Fault.class);
        for (String part : text.split(",", -1)) {
            int sign = part.indexOf('=');
            Fault fault = Fault.parse((sign < 0 ? part : part.substring(0, sign)).strip());
            if (counts.put(fault, sign < 0 ? 1 : count(part.substring(sign + 1))) != null) {
                throw new IllegalArgumentException(fault.text() + " is there twice");
            }
        }
        Random random = new Random(seed);
        List<Step> steps = new ArrayList<>();
        counts.forEach((fault, count) -> {
            for (int i = 0; i < count; i++) {
                steps.add(new Step(random.nextDouble(FIRST, LAST), fault));
            }
        });
        steps.sort(Comparator.comparingDouble(Step::at));
        return new FaultPlan(steps);
    }

    private static int count(String text) {
        try {
            int count = Integer.parseInt(text.strip());
            if (count >= 0 && count <= MOST) {
                return count;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException("how often must be 0 to " + MOST);
    }

    /** Whether it is among them. */
    public boolean has(Fault fault) {
        return steps.stream().anyMatch(step -> step.fault() == fault);
    }
}
