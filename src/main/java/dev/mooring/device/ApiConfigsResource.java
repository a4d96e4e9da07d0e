package dev.mooring.device;

import jakarta.ws.rs.Path;

/** The same under {@code /api}, where half of the clients look for it. */
@Path("/api/configs")
public class ApiConfigsResource extends ConfigsResource {

    ApiConfigsResource(ConfigFiles files, ConfigSaver saver, UpdateNotifier updates) {
        super(files, saver, updates);
    }
}
