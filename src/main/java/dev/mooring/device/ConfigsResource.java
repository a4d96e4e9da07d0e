package dev.mooring.device;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.mooring.problem.Problem;
import dev.mooring.problem.ProblemException;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Device configs over HTTP. Runs on worker threads, because files block. */
@Path("/configs")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class ConfigsResource {

    private final ConfigFiles files;
    private final UpdateNotifier updates;

    ConfigsResource(ConfigFiles files, UpdateNotifier updates) {
        this.files = files;
        this.updates = updates;
    }

    /**
     * Saves a config, then tells the device.
     *
     * @param mac the device
     * @param body the content, bare or with {@code allow_overwrite} beside it
     * @return what was saved
     * @throws IOException if the disk refuses: nothing is announced
     */
    @PUT
    @Path("/{mac}")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed("operator")
    public ConfigDetail save(String mac, InputStream body) throws IOException {
        MacAddress device = address(mac);
        SaveRequest request = SaveRequest.read(body);
        byte[] content = ConfigJson.write(request.content());
        StoredFile saved = files.save(device, content, request.allowOverwrite())
                .orElseThrow(() -> Problem.recordExists("There is a config of " + device + " already.")
                        .asException());
        DeviceLog.LOG.saved(device, content.length);
        updates.configSaved(saved);
        return ConfigDetail.of(device, request.content());
    }

    /**
     * Lists all configs.
     *
     * @return one entry a device
     * @throws IOException if the disk refuses
     */
    @GET
    @RolesAllowed({"viewer", "operator", "device"})
    public ConfigList list() throws IOException {
        List<ConfigSummary> configs = new ArrayList<>();
        for (MacAddress device : files.list()) {
            // none if it was deleted since the directory was read
            files.summary(device).ifPresent(configs::add);
        }
        return ConfigList.of(configs);
    }

    /**
     * Shows a config.
     *
     * @param mac the device
     * @return its config
     * @throws IOException if the disk refuses, or somebody else wrote into the file what is no JSON
     */
    @GET
    @Path("/{mac}")
    @RolesAllowed({"viewer", "operator", "device"})
    public ConfigDetail show(String mac) throws IOException {
        MacAddress device = address(mac);
        byte[] content = stored(device);
        try {
            return ConfigDetail.of(device, ConfigJson.read(content));
        } catch (JsonProcessingException e) {
            // without the cause, which quotes the file
            throw new IllegalStateException("config file of " + device + " must hold JSON");
        }
    }

    /**
     * Gives a device its config.
     *
     * @param mac the device
     * @return the content alone, as it was saved
     * @throws IOException if the disk refuses
     */
    @GET
    @Path("/{mac}.json")
    @RolesAllowed({"viewer", "operator", "device"})
    public byte[] download(String mac) throws IOException {
        return stored(address(mac));
    }

    /**
     * Deletes a config. The device is not told: what it has, it keeps.
     *
     * @param mac the device
     * @throws IOException if the disk refuses
     */
    @DELETE
    @Path("/{mac}")
    @RolesAllowed("operator")
    public void delete(String mac) throws IOException {
        MacAddress device = address(mac);
        if (!files.delete(device)) {
            throw absent(device);
        }
        DeviceLog.LOG.deleted(device);
        updates.configDeleted(device);
    }

    private byte[] stored(MacAddress device) throws IOException {
        return files.read(device).orElseThrow(() -> absent(device));
    }

    private static MacAddress address(String mac) {
        try {
            return new MacAddress(mac);
        } catch (IllegalArgumentException e) {
            throw Problem.validationFailed(String.valueOf(e.getMessage())).asException();
        }
    }

    private static ProblemException absent(MacAddress device) {
        return Problem.recordNotFound("There is no config of " + device + ".").asException();
    }
}
