package dev.mooring.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a worker's topic says: what it can do, or something that cannot be read. */
sealed interface Card {

    /** Largest payload that is looked at, in bytes: workers of strangers are kept in memory. */
    int MOST_BYTES = 8 << 10;

    /**
     * A worker and what it can do, without the time that its payload has as well.
     *
     * @param id           as its topic says
     * @param capabilities what it can do
     * @param idleCount    how much of it it could do now; null when it does not say
     */
    record Known(
            String id, List<String> capabilities, @Nullable Integer idleCount) implements Card {

        private static final JsonMapper JSON = JsonMapper.builder().build();

        /** Keeps an unmodifiable copy. */
        public Known {
            capabilities = List.copyOf(capabilities);
        }

        /** The payload, to the letter of document R. */
        byte[] at(Instant time) {
            ObjectNode json = JSON.createObjectNode().put("id", id);
            ArrayNode array = json.putArray("capabilities");
            capabilities.forEach(array::add);
            if (idleCount != null) {
                json.put("idle_count", idleCount);
            }
            return json.put("timestamp", time.toEpochMilli()).toString().getBytes(StandardCharsets.UTF_8);
        }
    }

    /**
     * Something else.
     *
     * @param why for people; quotes nothing of it
     */
    record Unreadable(String why) implements Card {}

    /**
     * Reads what anybody may have written.
     *
     * @param id the last level of the topic it was written to
     */
    static Card read(byte[] payload, String id) {
        if (payload.length > MOST_BYTES) {
            return new Unreadable("it has more than " + MOST_BYTES + " bytes");
        }
        JsonNode json;
        try {
            json = Known.JSON.readTree(payload);
        } catch (IOException e) {
            return new Unreadable("it is no JSON");
        }
        if (json == null || !json.isObject()) {
            return new Unreadable("it is no JSON object");
        }
        if (!json.path("id").asText().equals(id)) {
            return new Unreadable("its id is not the last level of its topic");
        }
        JsonNode idle = json.path("idle_count");
        if (!(idle.isMissingNode() || idle.isNull() || (idle.isInt() && idle.intValue() >= 0))) {
            return new Unreadable("its idle_count is no number from 0");
        }
        JsonNode array = json.path("capabilities");
        List<String> capabilities = new ArrayList<>();
        for (JsonNode each : array) {
            capabilities.add(each.textValue());
        }
        if (!array.isArray() || capabilities.contains(null)) {
            return new Unreadable("its capabilities are no list of texts");
        }
        return new Known(id, capabilities, idle.isInt() ? idle.intValue() : null);
    }
}
