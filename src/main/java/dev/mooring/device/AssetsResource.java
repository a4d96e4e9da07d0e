package dev.mooring.device;

import dev.mooring.problem.Problem;
import dev.mooring.problem.ProblemException;
import dev.mooring.security.Roles;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;

/** Firmware and other assets over HTTP. Runs on worker threads, because files block. */
@Path("/assets")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class AssetsResource {

    private final AssetFiles files;
    private final AssetUploads uploads;
    private final UpdateNotifier updates;
    private final SecurityIdentity caller;

    AssetsResource(AssetFiles files, AssetUploads uploads, UpdateNotifier updates, SecurityIdentity caller) {
        this.files = files;
        this.uploads = uploads;
        this.updates = updates;
        this.caller = caller;
    }

    /**
     * Saves an asset, then tells the devices. Open here, because a signature may stand for a user; who has neither is
     * refused before the body is looked at.
     *
     * @param body the form, which is read as it comes
     * @param headers the request's
     * @param request its conditions
     * @param routing the call
     * @return what was saved
     * @throws IOException if the disk refuses: nothing is announced
     */
    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @PermitAll
    public UploadedAsset upload(
            InputStream body, @Context HttpHeaders headers, @Context Request request, @Context RoutingContext routing)
            throws IOException {
        try {
            checkCaller();
            StoredFile saved = uploads.take(
                    String.valueOf(headers.getHeaderString(HttpHeaders.CONTENT_TYPE)),
                    body,
                    new AssetPrecondition(request, headers, files));
            DeviceLog.LOG.uploaded(saved.name(), saved.size(), saved.version());
            updates.assetSaved(saved);
            return UploadedAsset.of(saved);
        } catch (IOException e) {
            UnreadBody.leave(routing);
            throw DiskProblems.of(e);
        } catch (RuntimeException e) {
            UnreadBody.leave(routing);
            throw e;
        }
    }

    /** With a key, the signature decides, whoever sends it. */
    private void checkCaller() {
        if (uploads.areSigned() || caller.hasRole(Roles.OPERATOR)) {
            return;
        }
        throw caller.isAnonymous() ? new UnauthorizedException() : new ForbiddenException();
    }

    /**
     * Lists all assets.
     *
     * @return one entry an asset
     * @throws IOException if the disk refuses
     */
    @GET
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.DEVICE})
    public AssetList list() throws IOException {
        return AssetList.of(files.list());
    }

    /**
     * Gives a device an asset, or a part of it.
     *
     * @param name the asset
     * @param headers the request's
     * @param request its conditions
     * @return its bytes
     * @throws IOException if the disk refuses
     */
    @GET
    @Path("/{name}")
    @Produces(MediaType.WILDCARD)
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.DEVICE})
    public Response download(String name, @Context HttpHeaders headers, @Context Request request) throws IOException {
        return find(name).answer(request, headers);
    }

    /**
     * Describes an asset.
     *
     * @param name the asset
     * @param request its conditions
     * @return what a GET would answer, without the bytes
     * @throws IOException if the disk refuses
     */
    @HEAD
    @Path("/{name}")
    @Produces(MediaType.WILDCARD)
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.DEVICE})
    public Response describe(String name, @Context Request request) throws IOException {
        return find(name).head(request);
    }

    /**
     * Deletes an asset. The devices are not told: what they have, they keep.
     *
     * @param name the asset
     * @throws IOException if the disk refuses
     */
    @DELETE
    @Path("/{name}")
    @RolesAllowed(Roles.OPERATOR)
    public void delete(String name) throws IOException {
        AssetName asset = checked(name);
        if (!files.delete(asset)) {
            throw absent(asset);
        }
        DeviceLog.LOG.assetDeleted(asset);
    }

    private AssetDownload find(String name) throws IOException {
        AssetName asset = checked(name);
        StoredFile found = files.find(asset).orElseThrow(() -> absent(asset));
        return new AssetDownload(found, files.path(asset).orElseThrow(() -> absent(asset)), files);
    }

    private static AssetName checked(String name) {
        try {
            return new AssetName(name);
        } catch (IllegalArgumentException e) {
            throw Problem.validationFailed(String.valueOf(e.getMessage())).asException();
        }
    }

    private static ProblemException absent(AssetName asset) {
        return Problem.recordNotFound("There is no asset " + asset + ".").asException();
    }
}
