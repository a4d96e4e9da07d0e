package dev.mooring.device;

import java.util.Set;

/**
 * The entity tags of a config. Its content alone and the document that has the content in it are different bytes, and have
 * different tags; for a precondition, either names the config.
 */
final class ConfigTags {

    private static final String DETAIL = "-detail";

    private ConfigTags() {}

    /** Of what the device downloads: the SHA-256 that its notification told. */
    static String ofContent(byte[] content) {
        return Sha256.of(content);
    }

    /** Of the document with the summary. */
    static String ofDetail(byte[] content) {
        return Sha256.of(content) + DETAIL;
    }

    /** Both. */
    static Set<String> of(byte[] content) {
        String sha256 = Sha256.of(content);
        return Set.of(sha256, sha256 + DETAIL);
    }
}
