package dev.mooring.device;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.problem.Problem;
import dev.mooring.problem.ProblemException;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;

/** What device configs were, over HTTP. Runs on worker threads, because files block. */
@Path("/configs/{mac}/revisions")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class RevisionsResource {

    /** As the list writes it; whatever else stands in a path is not there. */
    private static final String VERSION = "/{version: [1-9][0-9]{0,17}}";

    private final ConfigFiles files;
    private final ConfigSaver saver;

    RevisionsResource(ConfigFiles files, ConfigSaver saver) {
        this.files = files;
        this.saver = saver;
    }

    /**
     * Lists what is left of a config's history, also after the config was deleted.
     *
     * @param mac the device
     * @return the newest first
     * @throws IOException if the disk refuses
     */
    @GET
    @RolesAllowed({"viewer", "operator", "device"})
    public RevisionList list(String mac) throws IOException {
        MacAddress device = ConfigAnswers.address(mac);
        List<Revision> revisions = files.revisions(device);
        if (revisions.isEmpty()) {
            throw ConfigAnswers.absent(device);
        }
        return RevisionList.of(device, revisions);
    }

    /**
     * Shows what a config was.
     *
     * @param mac the device
     * @param version as the list tells
     * @param headers {@code If-None-Match} says what the caller has
     * @return the config as it was then
     * @throws IOException if the disk refuses
     */
    @GET
    @Path(VERSION)
    @RolesAllowed({"viewer", "operator", "device"})
    public RestResponse<ConfigDetail> show(String mac, long version, @Context HttpHeaders headers) throws IOException {
        MacAddress device = ConfigAnswers.address(mac);
        return ConfigAnswers.detail(device, stored(device, version), headers);
    }

    /**
     * Saves what a config was once more, as a new revision, and tells the device.
     *
     * @param mac the device
     * @param version as the list tells
     * @param headers {@code If-Match} and {@code If-None-Match} say what is to be replaced
     * @return what was saved
     * @throws IOException if the disk refuses: nothing is announced
     */
    @POST
    @Path(VERSION + "/restore")
    @RolesAllowed("operator")
    public RestResponse<ConfigDetail> restore(String mac, long version, @Context HttpHeaders headers)
            throws IOException {
        MacAddress device = ConfigAnswers.address(mac);
        Preconditions preconditions = Preconditions.of(headers);
        byte[] content = stored(device, version);
        RestResponse<ConfigDetail> answer =
                saver.save(device, config(content, version), content, new SaveTerms(true, false, preconditions));
        DeviceLog.LOG.restored(device, version);
        return answer;
    }

    /** Somebody may have written into the file by hand what no save would have taken. */
    private static JsonNode config(byte[] content, long version) throws IOException {
        try {
            JsonNode config = ConfigJson.read(content);
            if (config.isObject()) {
                return config;
            }
        } catch (JsonProcessingException e) {
            // answered below, and without its words, which quote the file
        }
        throw Problem.invalidOperation("Revision " + version + " holds no JSON object, so no device could read it.")
                .asException();
    }

    private byte[] stored(MacAddress device, long version) throws IOException {
        return files.read(device, version).orElseThrow(() -> absent(device, version));
    }

    private static ProblemException absent(MacAddress device, long version) {
        return Problem.recordNotFound("There is no revision " + version + " of the config of " + device + ".")
                .asException();
    }
}
