package dev.mooring.problem;

import dev.mooring.problem.Problem.Code;
import jakarta.ws.rs.core.Response.Status;
import org.jspecify.annotations.Nullable;

/** What can be said of a refusal when nothing but its HTTP status is known. */
final class HttpStatus {

    private HttpStatus() {}

    static String title(int status) {
        if (status == 507) { // of WebDAV, which the enum does not know
            return "Insufficient Storage";
        }
        Status known = Status.fromStatusCode(status);
        return known == null ? "HTTP " + status : known.getReasonPhrase();
    }

    static @Nullable Code code(int status) {
        return switch (status) {
            // who may do what was no matter of the old service
            case 401, 403, 429 -> null;
            case 404, 410 -> Code.RECORD_NOT_FOUND;
            case 405, 409, 412 -> Code.INVALID_OPERATION;
            default -> status < 500 ? Code.VALIDATION_FAILED : null;
        };
    }

    static String detail(int status) {
        return switch (status) {
            case 400 -> "The request is not what is expected here.";
            case 401 -> "This needs a user who is signed in.";
            case 403 -> "This user may not do that.";
            case 404 -> "There is nothing at this path.";
            case 405 -> "This path does not answer to this method.";
            case 406 -> "None of the media types in Accept can be produced here.";
            case 412 -> "It is not in the state that the request expects.";
            case 413 -> "The body is larger than is taken here.";
            case 415 -> "The body's media type is not understood here.";
            case 429 -> "Too many requests of this kind. Retry-After says when the next one is looked at.";
            case 500 -> "Something went wrong inside. The log tells more under the id in 'instance'.";
            case 507 -> "There is no room left to store this. Nothing was changed.";
            default -> title(status) + ".";
        };
    }
}
