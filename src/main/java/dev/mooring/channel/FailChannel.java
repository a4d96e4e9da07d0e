package dev.mooring.channel;

/** Stops at the first failure: for those who prefer a restart to a gap. */
record FailChannel() implements FailureStrategy {

    @Override
    public Verdict judge(Failure failure) {
        return Verdict.of(Remedy.STOP);
    }
}
