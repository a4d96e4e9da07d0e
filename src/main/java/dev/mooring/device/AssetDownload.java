package dev.mooring.device;

import dev.mooring.problem.Problem;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The answer to who fetches an asset: all of it, a part, or nothing when the caller has it already. Immutable, any thread.
 *
 * @param asset what is fetched
 * @param path where it is
 * @param files where it comes from
 */
record AssetDownload(StoredFile asset, Path path, AssetFiles files) {

    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /**
     * The answer to a GET.
     *
     * @param request its conditions
     * @param headers its headers
     * @return with the bytes as an {@link AssetContent}
     */
    Response answer(Request request, HttpHeaders headers) {
        ResponseBuilder refusal = request.evaluatePreconditions(tag());
        if (refusal != null) {
            return described(refusal).build();
        }
        AssetRange range = AssetRange.of(wantedRange(headers), asset.size());
        if (range instanceof AssetRange.Unsatisfiable) {
            return unsatisfiable();
        }
        if (range instanceof AssetRange.Part part) {
            long last = part.first() + part.length() - 1;
            return content(Response.status(206), part.first(), part.length())
                    .header("Content-Range", "bytes " + part.first() + "-" + last + "/" + asset.size())
                    .build();
        }
        return content(Response.ok(), 0, asset.size()).build();
    }

    /**
     * The answer to a HEAD.
     *
     * @param request its conditions
     * @return the headers of a GET without a range
     */
    Response head(Request request) {
        ResponseBuilder refusal = request.evaluatePreconditions(tag());
        return refusal == null
                ? described(Response.ok())
                        .type(MediaType.APPLICATION_OCTET_STREAM_TYPE)
                        .header(HttpHeaders.CONTENT_LENGTH, asset.size())
                        .build()
                : described(refusal).build();
    }

    /** A range of another version than the caller has a part of would make a file that nobody uploaded. */
    private @Nullable String wantedRange(HttpHeaders headers) {
        String ifRange = headers.getHeaderString("If-Range");
        boolean same = ifRange == null
                || ifRange.equals("\"" + asset.sha256() + "\"")
                || ifRange.equals(HTTP_DATE.format(asset.savedAt()));
        return same ? headers.getHeaderString("Range") : null;
    }

    private ResponseBuilder content(ResponseBuilder answer, long first, long length) {
        return described(answer)
                .type(MediaType.APPLICATION_OCTET_STREAM_TYPE)
                .entity(new AssetContent(asset, path, files, first, length));
    }

    private Response unsatisfiable() {
        Problem problem = Problem.ofStatus(416);
        return described(Response.status(problem.status()))
                .header("Content-Range", "bytes */" + asset.size())
                .type(Problem.MEDIA_TYPE)
                .entity(problem.toJson())
                .build();
    }

    private ResponseBuilder described(ResponseBuilder answer) {
        return answer.tag(tag())
                .header(HttpHeaders.LAST_MODIFIED, HTTP_DATE.format(asset.savedAt()))
                .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                .header("Accept-Ranges", "bytes")
                .header("X-Content-Type-Options", "nosniff");
    }

    private EntityTag tag() {
        return new EntityTag(asset.sha256());
    }
}
