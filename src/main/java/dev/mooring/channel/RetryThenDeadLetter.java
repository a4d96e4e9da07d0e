package dev.mooring.channel;

import dev.mooring.event.RetryOptions;

/**
 * Asks the handler again, after a pause that doubles each time, then gives up.
 *
 * @param options how often and when
 */
record RetryThenDeadLetter(RetryOptions options) implements FailureStrategy {

    @Override
    public Verdict judge(Failure failure) {
        return failure.undecodable() || failure.attempts() > options.attempts()
                ? Verdict.of(Remedy.DEAD_LETTER)
                : new Verdict(Remedy.RETRY, options.pause(failure.attempts()));
    }
}
