package dev.mooring.device;

import io.quarkus.security.identity.SecurityIdentity;
import jakarta.ws.rs.Path;

/** The same under {@code /api}, where half of the clients look for it. */
@Path("/api/assets")
public class ApiAssetsResource extends AssetsResource {

    ApiAssetsResource(AssetFiles files, AssetUploads uploads, UpdateNotifier updates, SecurityIdentity caller) {
        super(files, uploads, updates, caller);
    }
}
