package dev.mooring.device;

/**
 * On what terms a config is saved.
 *
 * @param overwrite whether a config that exists may be replaced
 * @param onlyIfChanged whether nothing is to happen when the config is byte for byte what it was
 * @param preconditions what must hold of the config that exists
 */
record SaveTerms(boolean overwrite, boolean onlyIfChanged, Preconditions preconditions) {

    /** Saved whatever was there before. */
    static final SaveTerms ANY = new SaveTerms(true, false, Preconditions.NONE);
}
