package dev.mooring.device;

import dev.mooring.problem.FileAnswer;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The bytes of an asset, or a part of them, as a body to answer with. Sent on worker threads, which are free again at once.
 *
 * @param asset whose they are
 * @param path where they are
 * @param files where to ask whether they are still the asset's
 * @param first the first byte, from 0
 * @param length how many bytes
 */
record AssetContent(StoredFile asset, Path path, AssetFiles files, long first, long length) implements FileAnswer {

    @Override
    public void send(RoutingContext routing) throws IOException {
        routing.response()
                .sendFile(path.toString(), first, length)
                .onFailure(e -> cut(routing, "it was deleted, or the device is gone"));
        // The file is opened by its name. If another one took the name after the headers were made, no byte of it may
        // pass for the old one's.
        if (!files.isStill(asset)) {
            cut(routing, "it was replaced");
        }
    }

    private void cut(RoutingContext routing, String reason) {
        DeviceLog.LOG.downloadCut(asset.name(), reason);
        routing.request().connection().close();
    }
}
