package dev.mooring.device;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What became of reading a message on {@code devices/{mac}/update-status}. */
sealed interface ReadReport {

    /** The largest payload that is looked at, in bytes. */
    int MAX_BYTES = 8 * 1024;

    /** The longest text that is kept, in characters; the rest is cut off. */
    int MAX_TEXT = 1000;

    /** A report. */
    record Good(UpdateReport report) implements ReadReport {}

    /**
     * No report.
     *
     * @param why for the log; quotes nothing of the message
     */
    record Bad(String why) implements ReadReport {}

    /**
     * Reads a message.
     *
     * @param topic   where it was published, prefix included
     * @param payload what
     * @param at      when it arrived
     */
    static ReadReport of(String topic, byte[] payload, Instant at) {
        Optional<MacAddress> device = Fields.device(topic);
        if (device.isEmpty()) {
            return new Bad("its topic names no device");
        }
        if (payload.length > MAX_BYTES) {
            return new Bad("its payload is larger than " + MAX_BYTES + " bytes");
        }
        try {
            JsonNode content = ConfigJson.read(payload);
            return content.isObject() ? of(device.get(), content, at) : new Bad("its payload is no JSON object");
        } catch (IOException e) {
            return new Bad("its payload is no valid JSON");
        }
    }

    private static ReadReport of(MacAddress device, JsonNode content, Instant at) {
        Optional<String> name = Fields.fileName(device, content.path("filename"));
        if (name.isEmpty()) {
            return new Bad("its 'filename' is no name of a config or an asset");
        }
        Optional<UpdateReport.State> state = Fields.state(content.path("status"));
        if (state.isEmpty()) {
            return new Bad("its 'status' is none of downloading, downloaded, verified, updating, updated, failed");
        }
        Optional<String> sha256 = Fields.sha256(content.path("sha256"));
        if (sha256.isEmpty()) {
            return new Bad("its 'sha256' is not 64 hex digits");
        }
        Optional<String> text = Fields.text(content.path("text"));
        if (text.isEmpty()) {
            return new Bad("its 'text' is no text");
        }
        return new Good(new UpdateReport(device, name.get(), state.get(), sha256.get(), text.get(), at));
    }

    /** The parts of a message; each is empty when it is not what it should be. */
    final class Fields {

        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9 _+()@=,~-][A-Za-z0-9 ._+()@=,~-]{0,199}");
        private static final Pattern SHA_256 = Pattern.compile("[0-9a-fA-F]{64}");

        private Fields() {}

        /** The level before the last. */
        static Optional<MacAddress> device(String topic) {
            int end = topic.lastIndexOf('/');
            int start = topic.lastIndexOf('/', end - 1);
            String level = end < 0 ? "" : topic.substring(start + 1, end);
            try {
                return Optional.of(new MacAddress(level));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }

        /** A device may write its own address in any case. */
        static Optional<String> fileName(MacAddress device, JsonNode value) {
            String name = value.asText("");
            if (!value.isTextual() || !NAME.matcher(name).matches()) {
                return Optional.empty();
            }
            String config = ConfigFiles.fileName(device);
            return Optional.of(name.equalsIgnoreCase(config) ? config : name);
        }

        static Optional<UpdateReport.State> state(JsonNode value) {
            try {
                return Optional.of(
                        UpdateReport.State.valueOf(value.asText("").strip().toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }

        /** Said or not; in lower case. */
        static Optional<String> sha256(JsonNode value) {
            if (isAbsent(value)) {
                return Optional.of("");
            }
            String hex = value.asText("");
            return value.isTextual() && SHA_256.matcher(hex).matches()
                    ? Optional.of(hex.toLowerCase(Locale.ROOT))
                    : Optional.empty();
        }

        /** Said or not; cut where no character is cut in two. */
        static Optional<String> text(JsonNode value) {
            if (isAbsent(value)) {
                return Optional.of("");
            }
            if (!value.isTextual()) {
                return Optional.empty();
            }
            String text = value.textValue();
            if (text.length() <= MAX_TEXT) {
                return Optional.of(text);
            }
            boolean inTwo = Character.isHighSurrogate(text.charAt(MAX_TEXT - 1));
            return Optional.of(text.substring(0, inTwo ? MAX_TEXT - 1 : MAX_TEXT));
        }

        private static boolean isAbsent(JsonNode value) {
            return value.isMissingNode() || value.isNull();
        }
    }
}
