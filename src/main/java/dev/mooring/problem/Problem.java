package dev.mooring.problem;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A refusal as a problem document (RFC 9457), with the {@code code} that clients of the old device service know.
 * Immutable. Writes its own JSON, so that it needs neither reflection nor the application's JSON settings.
 *
 * @param status the HTTP status
 * @param title the status in words; the {@code type} is always {@code about:blank}, whose title RFC 9457 defines so
 * @param detail what was wrong this time and how to put it right, for humans; no internals, no payload
 * @param code the old service's word for it, or null where that service had none (401, 403, 5xx)
 * @param instance this one occurrence, by the id under which it was logged; null when there is nothing more to find
 */
public record Problem(
        int status,
        String title,
        String detail,
        @Nullable Code code,
        @Nullable URI instance) {

    /** The media type of a problem document. */
    public static final String MEDIA_TYPE = "application/problem+json";

    private static final JsonFactory JSON = new JsonFactory();

    /** What went wrong, in the words of the old device service; the names are part of the interface. */
    public enum Code {
        /** The request is not what it should be. */
        VALIDATION_FAILED,
        /** There is no such thing. */
        RECORD_NOT_FOUND,
        /** There is such a thing already, and it was not to be overwritten. */
        RECORD_EXISTS,
        /** This cannot be done here, or not now. */
        INVALID_OPERATION
    }

    /** Refuses what is no refusal. */
    public Problem {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("status of a problem must be 400 to 599, got: " + status);
        }
    }

    /**
     * The request is not what it should be: 400.
     *
     * @param detail what is wrong with it
     * @return the problem
     */
    public static Problem validationFailed(String detail) {
        return of(400, Code.VALIDATION_FAILED, detail);
    }

    /**
     * There is no such thing: 404.
     *
     * @param detail what was looked for
     * @return the problem
     */
    public static Problem recordNotFound(String detail) {
        return of(404, Code.RECORD_NOT_FOUND, detail);
    }

    /**
     * There is such a thing already: 409.
     *
     * @param detail what exists
     * @return the problem
     */
    public static Problem recordExists(String detail) {
        return of(409, Code.RECORD_EXISTS, detail);
    }

    /**
     * This cannot be done in the present state: 409.
     *
     * @param detail what stands against it
     * @return the problem
     */
    public static Problem invalidOperation(String detail) {
        return of(409, Code.INVALID_OPERATION, detail);
    }

    /**
     * It is not in the state that the request's {@code If-Match} or {@code If-None-Match} expects: 412.
     *
     * @param detail what is not as expected
     * @return the problem
     */
    public static Problem preconditionFailed(String detail) {
        return of(412, Code.INVALID_OPERATION, detail);
    }

    /**
     * The request carries more than is taken: 413.
     *
     * @param detail what is too large, and the limit
     * @return the problem
     */
    public static Problem tooLarge(String detail) {
        return of(413, Code.VALIDATION_FAILED, detail);
    }

    /**
     * Something that this needs cannot be reached for now: 503.
     *
     * @param detail what
     * @return the problem
     */
    public static Problem unavailable(String detail) {
        return of(503, null, detail);
    }

    /**
     * A problem known only by its HTTP status.
     *
     * @param status 400 to 599
     * @return the problem, with the code and the words that fit the status best
     */
    public static Problem ofStatus(int status) {
        return of(status, HttpStatus.code(status), HttpStatus.detail(status));
    }

    /**
     * The same problem as one occurrence that can be looked up in the log.
     *
     * @param occurrence its id
     * @return a copy with this {@code instance}
     */
    public Problem withInstance(URI occurrence) {
        return new Problem(status, title, detail, code, occurrence);
    }

    /**
     * The problem as something to throw; the HTTP layer answers with the document.
     *
     * @return a new exception
     */
    public ProblemException asException() {
        return new ProblemException(this);
    }

    /**
     * The document.
     *
     * @return JSON, to be sent as {@link #MEDIA_TYPE}
     */
    public String toJson() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("type", "about:blank");
            json.writeStringField("title", title);
            json.writeNumberField("status", status);
            json.writeStringField("detail", detail);
            if (instance != null) {
                json.writeStringField("instance", instance.toString());
            }
            if (code != null) {
                json.writeStringField("code", code.name());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("problem document could not be written", e);
        }
        return text.toString();
    }

    private static Problem of(int status, @Nullable Code code, String detail) {
        return new Problem(status, HttpStatus.title(status), detail, code, null);
    }
}
