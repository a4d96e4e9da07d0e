package dev.mooring.device;

/**
 * A file as a device would fetch it now.
 *
 * @param name   under which it is fetched
 * @param size   in bytes
 * @param sha256 of its bytes, in lower-case hex
 */
record CurrentFile(String name, long size, String sha256) {

    static CurrentFile of(String name, byte[] content) {
        return new CurrentFile(name, content.length, Sha256.of(content));
    }

    /** Whether a device that said this has this very file. */
    boolean isIn(UpdateReport report) {
        return report.sha256().equals(sha256);
    }
}
