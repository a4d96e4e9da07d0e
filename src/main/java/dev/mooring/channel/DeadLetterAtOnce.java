package dev.mooring.channel;

/** Gives up at the first failure. */
record DeadLetterAtOnce() implements FailureStrategy {

    @Override
    public Verdict judge(Failure failure) {
        return Verdict.of(Remedy.DEAD_LETTER);
    }
}
