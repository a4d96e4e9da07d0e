package dev.mooring.channel;

import java.time.Duration;

/**
 * Asks the handler again, after a pause that doubles each time, then gives up.
 *
 * @param attempts how often it is asked again
 * @param backoff  the first pause
 */
record RetryThenDeadLetter(int attempts, Duration backoff) implements FailureStrategy {

    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int MAX_DOUBLINGS = 20;

    @Override
    public Verdict judge(Failure failure) {
        if (failure.undecodable() || failure.attempts() > attempts) {
            return Verdict.of(Remedy.DEAD_LETTER);
        }
        return new Verdict(Remedy.RETRY, pause(failure.attempts() - 1));
    }

    private Duration pause(int doublings) {
        if (backoff.compareTo(LONGEST) >= 0) {
            return backoff;
        }
        Duration pause = backoff.multipliedBy(1L << Math.min(doublings, MAX_DOUBLINGS));
        return pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
    }
}
