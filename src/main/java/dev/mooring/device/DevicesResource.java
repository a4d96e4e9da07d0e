package dev.mooring.device;

import dev.mooring.problem.Problem;
import dev.mooring.problem.ProblemException;
import dev.mooring.security.Roles;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** The devices over HTTP: who has what, and what is to be fetched. Runs on worker threads, because files block. */
@Path("/api/v1/devices")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class DevicesResource {

    /** Devices on a page, unless fewer are wanted. */
    static final int MAX_PAGE = 1000;

    /** What devices said that fits on a page: it ends behind the device with which this is reached. */
    private static final int MAX_FILES = 5000;

    private final Devices devices;

    DevicesResource(Devices devices) {
        this.devices = devices;
    }

    /**
     * Lists the devices that have a config or said something, in the order of their addresses.
     *
     * @param after lists those behind this address; all if it is missing
     * @param limit how many at most, 1 to {@value #MAX_PAGE}
     * @return a page of them
     * @throws IOException if the disk refuses
     */
    @GET
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR})
    public DeviceList list(@RestQuery @Nullable String after, @RestQuery @Nullable String limit) throws IOException {
        int most = limit(limit);
        NavigableSet<MacAddress> all = devices.all();
        Iterator<MacAddress> next = (after == null ? all : all.tailSet(address(after), false)).iterator();
        List<DeviceView> page = new ArrayList<>();
        MacAddress last = null;
        int files = 0;
        while (page.size() < most && files < MAX_FILES && next.hasNext()) {
            last = next.next();
            Optional<DeviceView> found = devices.find(last); // none if it was deleted since the directory was read
            found.ifPresent(page::add);
            files += found.map(device -> device.files().size()).orElse(0);
        }
        return new DeviceList(page, page.size(), last != null && next.hasNext() ? last.value() : null);
    }

    /**
     * Shows a device.
     *
     * @param mac its address
     * @return what it should have and what it said
     * @throws IOException if the disk refuses
     */
    @GET
    @Path("/{mac}")
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR})
    public DeviceView show(String mac) throws IOException {
        MacAddress device = address(mac);
        return devices.find(device).orElseThrow(() -> Problem.recordNotFound("Nothing is known of " + device + ".")
                .asException());
    }

    /**
     * Tells a device that was away what it has to fetch.
     *
     * @param mac its address
     * @return the files, none if it has all
     * @throws IOException if the disk refuses
     */
    @GET
    @Path("/{mac}/pending")
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.DEVICE})
    public PendingList pending(String mac) throws IOException {
        return devices.pending(address(mac));
    }

    private static int limit(@Nullable String value) {
        if (value == null) {
            return MAX_PAGE;
        }
        try {
            int limit = Integer.parseInt(value);
            if (limit >= 1 && limit <= MAX_PAGE) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // as good as one that is too large
        }
        throw refused("'limit' must be a number from 1 to " + MAX_PAGE + ".");
    }

    private static MacAddress address(String mac) {
        try {
            return new MacAddress(mac);
        } catch (IllegalArgumentException e) {
            throw refused(String.valueOf(e.getMessage()));
        }
    }

    private static ProblemException refused(String detail) {
        return Problem.validationFailed(detail).asException();
    }
}
