package dev.mooring.device;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mooring.problem.Problem;
import dev.mooring.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;

/**
 * The body of a {@code PUT /configs/{mac}} in either of its forms: {@code {"content":{…},"allow_overwrite":true}}, or
 * the content alone.
 *
 * @param content what the device is to get
 * @param allowOverwrite whether a config that exists may be replaced; yes unless the sender says no
 */
record SaveRequest(ObjectNode content, boolean allowOverwrite) {

    /** The largest body that is read, in bytes. */
    static final int MAX_BYTES = 1 << 20;

    private static final String CONTENT = "content";
    private static final String ALLOW_OVERWRITE = "allow_overwrite";

    /**
     * Reads a body, and never more of it than {@link #MAX_BYTES} and one.
     *
     * @throws ProblemException if it is too large, no JSON, of another shape, or if no more will come
     */
    static SaveRequest read(InputStream body) {
        byte[] text = bytes(body);
        if (text.length > MAX_BYTES) {
            throw tooLarge();
        }
        if (parse(text) instanceof ObjectNode object) {
            return of(object);
        }
        throw refused("The body must be a JSON object.");
    }

    private static byte[] bytes(InputStream body) {
        try {
            return body.readNBytes(MAX_BYTES + 1);
        } catch (IOException e) { // nobody is there any more to read the answer, or there was one already
            throw Problem.ofStatus(408).asException();
        }
    }

    /** The refusal of more than is read. */
    static ProblemException tooLarge() {
        return Problem.tooLarge("A config may have 1 MiB (" + MAX_BYTES + " bytes) at most.")
                .asException();
    }

    /**
     * Either key makes it the long form. Other keys beside them are refused rather than dropped, or saved as a part of
     * the config: both would be a guess about what a device gets.
     */
    private static SaveRequest of(ObjectNode object) {
        if (!object.has(CONTENT) && !object.has(ALLOW_OVERWRITE)) {
            return new SaveRequest(object, true);
        }
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!name.equals(CONTENT) && !name.equals(ALLOW_OVERWRITE)) {
                throw refused("Beside 'content' and 'allow_overwrite' there must be no other key. A config that has"
                        + " such a key itself must be sent inside 'content'.");
            }
        }
        return new SaveRequest(content(object), allowOverwrite(object));
    }

    private static ObjectNode content(ObjectNode object) {
        if (object.get(CONTENT) instanceof ObjectNode content) {
            return content;
        }
        throw refused("'content' must be a JSON object.");
    }

    private static boolean allowOverwrite(ObjectNode object) {
        JsonNode value = object.get(ALLOW_OVERWRITE);
        if (value == null) {
            return true;
        }
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        throw refused("'allow_overwrite' must be true or false.");
    }

    private static JsonNode parse(byte[] text) {
        try {
            return ConfigJson.read(text);
        } catch (StreamConstraintsException e) {
            throw refused("The body is nested too deeply, or has an oversized name, text or number.");
        } catch (JsonProcessingException e) {
            // where, and not what: the parser's own words quote the body
            JsonLocation at = e.getLocation();
            String place = at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
            throw refused("The body is not valid JSON, or has a key twice" + place + ".");
        } catch (IOException e) {
            throw refused("The body is not valid JSON in UTF-8.");
        }
    }

    private static ProblemException refused(String detail) {
        return Problem.validationFailed(detail).asException();
    }
}
