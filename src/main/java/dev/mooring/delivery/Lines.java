package dev.mooring.delivery;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts what comes out of a pipe into lines. What has no end yet is kept: a half line, where the pipe ends, was never said. A line
 * that is longer than all there is room for is dropped whole. Not thread-safe.
 */
final class Lines {

    private final byte[] bytes;
    private int kept;
    private boolean skipping;

    /** Room for lines of so many bytes. */
    Lines(int longest) {
        this.bytes = new byte[longest];
    }

    /** Where to put what comes next, from {@link #begin} on. */
    byte[] room() {
        return bytes;
    }

    int begin() {
        return kept;
    }

    /** So many bytes came into the room: the lines that are whole now, without their ends. */
    List<String> came(int count) {
        List<String> lines = new ArrayList<>();
        int length = kept + count;
        int begin = 0;
        for (int i = kept; i < length; i++) {
            if (bytes[i] == '\n') {
                if (!skipping) {
                    lines.add(new String(bytes, begin, i - begin, StandardCharsets.UTF_8));
                }
                skipping = false;
                begin = i + 1;
            }
        }
        keep(begin, length);
        return lines;
    }

    private void keep(int begin, int length) {
        if (skipping || (begin == 0 && length == bytes.length)) {
            skipping = true;
            kept = 0;
        } else {
            System.arraycopy(bytes, begin, bytes, 0, length - begin);
            kept = length - begin;
        }
    }
}
