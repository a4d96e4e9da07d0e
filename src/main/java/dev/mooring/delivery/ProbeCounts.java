package dev.mooring.delivery;

/**
 * What became of a probe's numbers so far.
 *
 * @param attempted    numbers handed to the session
 * @param acknowledged numbers that the broker took over
 * @param refused      numbers that it did not take, or that the session had no room for
 * @param received     numbers that came back in time, each counted once
 * @param lost         numbers that were acknowledged and did not come back in time
 * @param late         numbers that came back after they had been counted as lost
 * @param duplicated   arrivals of numbers that had come back already
 * @param reordered    numbers that came back after a later one
 * @param unexpected   arrivals that are no number of this probe, such as leftovers of the process before
 * @param skipped      times when there was no number, because there was no connection or nothing to be learned
 * @param underWay     numbers that nothing is decided about so far
 */
record ProbeCounts(
        long attempted,
        long acknowledged,
        long refused,
        long received,
        long lost,
        long late,
        long duplicated,
        long reordered,
        long unexpected,
        long skipped,
        int underWay) {}
