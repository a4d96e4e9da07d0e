package dev.mooring.device;

import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/** Device configs over HTTP. Runs on worker threads, because files block. */
@Path("/configs")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class ConfigsResource {

    private final ConfigFiles files;
    private final ConfigSaver saver;
    private final UpdateNotifier updates;

    ConfigsResource(ConfigFiles files, ConfigSaver saver, UpdateNotifier updates) {
        this.files = files;
        this.saver = saver;
        this.updates = updates;
    }

    /**
     * Saves a config, then tells the device.
     *
     * @param mac the device
     * @param onlyIfChanged whether a config that is what it was is neither written nor announced
     * @param headers {@code If-Match} and {@code If-None-Match} say what is to be replaced
     * @param routing the call
     * @param body the content, bare or with {@code allow_overwrite} beside it
     * @return what was saved
     * @throws IOException if the disk refuses: nothing is announced
     */
    @PUT
    @Path("/{mac}")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed("operator")
    public RestResponse<ConfigDetail> save(
            String mac,
            @RestQuery("if-changed") @DefaultValue("false") boolean onlyIfChanged,
            @Context HttpHeaders headers,
            @Context RoutingContext routing,
            InputStream body)
            throws IOException {
        try {
            MacAddress device = ConfigAnswers.address(mac);
            Preconditions preconditions = Preconditions.of(headers);
            SaveRequest request = SaveRequest.read(body);
            return saver.save(
                    device,
                    request.content(),
                    ConfigJson.write(request.content()),
                    new SaveTerms(request.allowOverwrite(), onlyIfChanged, preconditions));
        } catch (RuntimeException e) { // perhaps before all of the body had come
            UnreadBody.leave(routing);
            throw e;
        }
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
     * @param headers {@code If-None-Match} says what the caller has
     * @return its config
     * @throws IOException if the disk refuses, or somebody else wrote into the file what is no JSON
     */
    @GET
    @Path("/{mac}")
    @RolesAllowed({"viewer", "operator", "device"})
    public RestResponse<ConfigDetail> show(String mac, @Context HttpHeaders headers) throws IOException {
        MacAddress device = ConfigAnswers.address(mac);
        return ConfigAnswers.detail(device, stored(device), headers);
    }

    /**
     * Gives a device its config.
     *
     * @param mac the device
     * @param headers {@code If-None-Match} says what the device has
     * @return the content alone, as it was saved
     * @throws IOException if the disk refuses
     */
    @GET
    @Path("/{mac}.json")
    @RolesAllowed({"viewer", "operator", "device"})
    public RestResponse<byte[]> download(String mac, @Context HttpHeaders headers) throws IOException {
        return ConfigAnswers.content(stored(ConfigAnswers.address(mac)), headers);
    }

    /**
     * Deletes a config. The device is not told: what it has, it keeps.
     *
     * @param mac the device
     * @param headers {@code If-Match} says what is to be deleted
     * @throws IOException if the disk refuses
     */
    @DELETE
    @Path("/{mac}")
    @RolesAllowed("operator")
    public void delete(String mac, @Context HttpHeaders headers) throws IOException {
        MacAddress device = ConfigAnswers.address(mac);
        switch (deletion(device, Preconditions.of(headers))) {
            case DELETED -> {
                DeviceLog.LOG.deleted(device);
                updates.configDeleted(device);
            }
            case ABSENT -> throw ConfigAnswers.absent(device);
            case UNEXPECTED -> throw ConfigAnswers.unexpected(device);
        }
    }

    private DeleteOutcome deletion(MacAddress device, Preconditions preconditions) throws IOException {
        try {
            return files.delete(device, preconditions);
        } catch (IOException e) {
            throw DiskProblems.of(e);
        }
    }

    private byte[] stored(MacAddress device) throws IOException {
        return files.read(device).orElseThrow(() -> ConfigAnswers.absent(device));
    }
}
