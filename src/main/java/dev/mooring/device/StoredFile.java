package dev.mooring.device;

import java.time.Instant;

/**
 * A file that devices fetch, as it was saved.
 *
 * @param name    under which it is kept, fetched and announced
 * @param size    in bytes
 * @param sha256  of its bytes, in lower-case hex
 * @param version how often something was saved under this name, this time included
 * @param savedAt when that was
 */
record StoredFile(String name, long size, String sha256, long version, Instant savedAt) {}
