package dev.mooring.delivery;

import java.util.List;

/**
 * Follows one sequence, as the consumer of document V does, and words what it sees to the letter. Not thread-safe.
 *
 * <p>A gap is said when it opens. What fills it later, after the broker's queue was sent in another order, is said as well, and taken
 * off the count of what is missing.
 */
public final class GapWatch {

    /** So many gaps are remembered one by one, in case they are filled later. */
    private static final int MOST_GAPS = 100_000;

    private final Numbers missing = new Numbers();
    private final Numbers filled = new Numbers();
    private long expected;
    private long received;
    private long gaps;
    private long duplicates;
    private long restarts;
    private boolean forgotten;

    /** Begins to expect that number. */
    public GapWatch(long first) {
        this.expected = first;
    }

    /**
     * A number came.
     *
     * @param again whether the broker says that it may have sent it before
     * @return what is to be said, in lines
     */
    public List<String> saw(long number, boolean again) {
        received++;
        if (number == expected) {
            expected++;
            return List.of("[Consumer] ✓ Received: " + number + " (expected " + number + ")");
        }
        if (number > expected) {
            return gap(number);
        }
        if (missing.contains(number) && filled.add(number)) {
            return List.of("[Consumer] ✓ Received: " + number + " (was missing)");
        }
        if (number == 0 && !again) {
            restarts++;
            expected = 1;
            return List.of("[Consumer] ⚠ The producer began again at 0");
        }
        duplicates++;
        return List.of(
                "[Consumer] ⚠ WARNING: Out of order! Received " + number + ", expected " + expected,
                "[Consumer] ⚠ Duplicate or delayed message");
    }

    private List<String> gap(long number) {
        long from = expected;
        long to = number - 1;
        gaps++;
        if (missing.runs() < MOST_GAPS && from > missing.last()) {
            missing.append(from, to);
        } else {
            forgotten = true;
        }
        expected = number + 1;
        return List.of(
                "[Consumer] ⚠ WARNING: Gap detected! Received " + number + ", expected " + from,
                "[Consumer] ⚠ Missing " + (number - from) + " message(s): " + from + " to " + to);
    }

    /** What comes next. */
    public long expected() {
        return expected;
    }

    /** How often a number came again. */
    public long duplicates() {
        return duplicates;
    }

    /** How often the producer began again at 0. */
    public long restarts() {
        return restarts;
    }

    /** Whether nothing is missing, or not any more. */
    public boolean isWhole() {
        return gaps == 0 || (!forgotten && missing.size() == filled.size());
    }

    /** The block at the end and now and then. */
    public List<String> statistics() {
        return List.of(
                "Statistics:",
                "  Total messages received: " + received,
                "  Next expected sequence: " + expected,
                "  Gaps detected: " + gaps,
                gaps == 0
                        ? "  ✓ No gaps detected - all messages received in order"
                        : "  ⚠ WARNING: " + gaps + " gap(s) detected - possible message loss!");
    }
}
