package dev.mooring.device;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.problem.Problem;
import dev.mooring.problem.ProblemException;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** What the resources of configs have in common: addresses in, documents with entity tags out. Any thread. */
final class ConfigAnswers {

    private ConfigAnswers() {}

    /**
     * The device that a path names.
     *
     * @throws ProblemException if it has another form
     */
    static MacAddress address(String mac) {
        try {
            return new MacAddress(mac);
        } catch (IllegalArgumentException e) {
            throw Problem.validationFailed(String.valueOf(e.getMessage())).asException();
        }
    }

    /** A config that has just been saved. */
    static RestResponse<ConfigDetail> detail(MacAddress device, JsonNode content, byte[] bytes) {
        return tagged(ConfigDetail.of(device, content), ConfigTags.ofDetail(bytes));
    }

    /** A config with its summary, unless the caller has it. */
    static RestResponse<ConfigDetail> detail(MacAddress device, byte[] bytes, HttpHeaders headers) throws IOException {
        String tag = ConfigTags.ofDetail(bytes);
        return isKnown(tag, headers) ? notModified(tag) : tagged(ConfigDetail.of(device, json(device, bytes)), tag);
    }

    /** A config alone, unless the caller has it. */
    static RestResponse<byte[]> content(byte[] bytes, HttpHeaders headers) {
        String tag = ConfigTags.ofContent(bytes);
        return isKnown(tag, headers) ? notModified(tag) : tagged(bytes, tag);
    }

    /** There is none. */
    static ProblemException absent(MacAddress device) {
        return Problem.recordNotFound("There is no config of " + device + ".").asException();
    }

    /** What exists is not what {@code If-Match} or {@code If-None-Match} expects. */
    static ProblemException unexpected(MacAddress device) {
        return Problem.preconditionFailed("The config of " + device + " is not what If-Match or If-None-Match expects."
                        + " Nothing was changed.")
                .asException();
    }

    private static JsonNode json(MacAddress device, byte[] bytes) throws IOException {
        try {
            return ConfigJson.read(bytes);
        } catch (JsonProcessingException e) {
            // without the cause, which quotes the file
            throw new IllegalStateException("config file of " + device + " must hold JSON");
        }
    }

    /** What cannot be read is ignored here: better a download too many than a device without its config. */
    private static boolean isKnown(String tag, HttpHeaders headers) {
        List<String> lines = headers.getRequestHeader(HttpHeaders.IF_NONE_MATCH);
        Optional<EntityTags> known = lines == null || lines.isEmpty() ? Optional.empty() : EntityTags.read(lines);
        return known.map(tags -> tags.matchWeakly(Set.of(tag))).orElse(false);
    }

    private static <T> RestResponse<T> tagged(T entity, String tag) {
        return ResponseBuilder.ok(entity).header(HttpHeaders.ETAG, quoted(tag)).build();
    }

    private static <T> RestResponse<T> notModified(String tag) {
        return ResponseBuilder.<T>create(RestResponse.Status.NOT_MODIFIED)
                .header(HttpHeaders.ETAG, quoted(tag))
                .build();
    }

    private static String quoted(String tag) {
        return '"' + tag + '"';
    }
}
