package dev.mooring.device;

/** What became of a deletion. */
enum DeleteOutcome {
    /** It is gone; its revisions stay. */
    DELETED,
    /** There was none. */
    ABSENT,
    /** What exists is not what the caller expected. */
    UNEXPECTED
}
