package dev.mooring.device;

/** What became of a save. */
sealed interface SaveOutcome {

    /**
     * It is on disk.
     *
     * @param file what was saved
     */
    record Saved(StoredFile file) implements SaveOutcome {}

    /** It is what it was, and nothing was written. */
    record Unchanged() implements SaveOutcome {}

    /** There is one that must not be replaced. */
    record Exists() implements SaveOutcome {}

    /** What exists is not what the caller expected. */
    record Unexpected() implements SaveOutcome {}
}
