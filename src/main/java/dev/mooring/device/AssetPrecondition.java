package dev.mooring.device;

import dev.mooring.problem.Problem;
import dev.mooring.problem.ProblemException;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a request expects of the asset that is there, in {@code If-Match} and {@code If-None-Match}: so that an upload
 * replaces only what its sender has seen. On the request's thread.
 */
final class AssetPrecondition implements UploadGate.Expectation {

    private final Request request;
    private final AssetFiles files;
    private final boolean some;

    AssetPrecondition(Request request, HttpHeaders headers, AssetFiles files) {
        this.request = request;
        this.files = files;
        this.some = headers.getHeaderString(HttpHeaders.IF_MATCH) != null
                || headers.getHeaderString(HttpHeaders.IF_NONE_MATCH) != null;
    }

    /**
     * Looks at the asset, if anything is expected of it.
     *
     * @throws ProblemException 412 if it is not as expected
     */
    @Override
    public void check(AssetName name) {
        if (some && evaluate(find(name)) != null) {
            throw Problem.preconditionFailed("The asset is not the one that If-Match or If-None-Match expects.")
                    .asException();
        }
    }

    private @Nullable ResponseBuilder evaluate(Optional<StoredFile> asset) {
        return asset.isPresent()
                ? request.evaluatePreconditions(new EntityTag(asset.get().sha256()))
                : request.evaluatePreconditions();
    }

    private Optional<StoredFile> find(AssetName name) {
        try {
            return files.find(name);
        } catch (IOException e) {
            throw new UncheckedIOException("asset could not be looked at", e);
        }
    }
}
