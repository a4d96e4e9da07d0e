package dev.mooring.channel;

/** Goes on as if nothing had happened. */
record IgnoreFailures() implements FailureStrategy {

    @Override
    public Verdict judge(Failure failure) {
        return Verdict.of(Remedy.ACKNOWLEDGE);
    }
}
