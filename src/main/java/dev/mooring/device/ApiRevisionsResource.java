package dev.mooring.device;

import jakarta.ws.rs.Path;

/** The same under {@code /api}, beside its configs. */
@Path("/api/configs/{mac}/revisions")
public class ApiRevisionsResource extends RevisionsResource {

    ApiRevisionsResource(ConfigFiles files, ConfigSaver saver) {
        super(files, saver);
    }
}
