package dev.mooring.device;

/** What became of a save that was asked for. */
enum SaveOutcome {
    /** It is on the disk. */
    SAVED,
    /** There is a config already, and it was not to be overwritten; nothing changed. */
    EXISTS
}
