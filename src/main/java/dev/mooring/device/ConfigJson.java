package dev.mooring.device;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/**
 * Configs as JSON. A config reaches the device as it was sent: numbers keep their digits, keys their order; what two
 * readers could understand in two ways (a key twice, something after the end) is not read at all.
 */
final class ConfigJson {

    private static final int MAX_NESTING = 100;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_NESTING)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private ConfigJson() {}

    /**
     * Reads any JSON value.
     *
     * @throws JsonProcessingException if it is none; its message quotes the text and must not be shown
     * @throws IOException if it is not even UTF-8
     */
    static JsonNode read(byte[] text) throws IOException {
        return JSON.readTree(text);
    }

    static byte[] write(ObjectNode content) throws JsonProcessingException {
        return JSON.writeValueAsBytes(content);
    }
}
