package dev.mooring.retained;

import dev.mooring.problem.FileAnswer;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Path;

/**
 * A list that lies in a file of its own, to be sent as fast as its reader reads.
 *
 * @param file   lines of JSON; deleted when they are sent
 * @param gone   what to run then
 */
record RetainedLines(Path file, Runnable gone) implements FileAnswer {

    @Override
    public void send(RoutingContext routing) {
        routing.response().sendFile(file.toString()).onComplete(sent -> {
            if (sent.failed()) {
                routing.request().connection().close();
            }
            routing.vertx().fileSystem().delete(file.toString()).onComplete(deleted -> gone.run());
        });
    }
}
