package dev.mooring.device;

import java.time.Instant;
import java.util.Locale;

/**
 * What a device said last about a file that it fetches. Fired as a CDI event once it is kept, on a worker thread.
 *
 * @param device   who says it
 * @param fileName about which file
 * @param state    how far it is
 * @param sha256   of the file it speaks of, in lower-case hex; empty when it did not say
 * @param text     in its own words, for people; may be empty
 * @param at       when it arrived
 */
record UpdateReport(MacAddress device, String fileName, State state, String sha256, String text, Instant at) {

    /** How far a device is with a file; on the wire in lower case. */
    enum State {
        /** It fetches it. */
        DOWNLOADING,
        /** It has it. */
        DOWNLOADED,
        /** It has it, and it is whole. */
        VERIFIED,
        /** It installs it. */
        UPDATING,
        /** It runs it. */
        UPDATED,
        /** It gave up; the text says why. */
        FAILED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
