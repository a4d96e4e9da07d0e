package dev.mooring.device;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of the devices, in the order of their addresses.
 *
 * @param devices one entry a device
 * @param count   how many are on this page
 * @param next    what {@code after} has to be for the next page; not there on the last one
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
record DeviceList(
        @JsonProperty("devices") List<DeviceView> devices,
        @JsonProperty("count") int count,
        @JsonProperty("next") @Nullable String next) {}
