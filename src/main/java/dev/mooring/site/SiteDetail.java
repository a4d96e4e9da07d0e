package dev.mooring.site;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.mooring.mqtt.ConnectionState;
import dev.mooring.mqtt.TopicName;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Everything about one site that is no secret. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SiteDetail(
        String name,
        String state,
        String clientId,
        String url,
        boolean enabled,
        boolean critical,
        String prefix,
        @Nullable String statusTopic,
        @Nullable String protocol,
        @Nullable Boolean sessionPresent,
        String since,
        @Nullable String lastConnectedAt,
        @Nullable String lastError,
        Map<String, Long> counters,
        List<Change> changes) {

    static SiteDetail of(Site site) {
        ConnectionState.Connected connected = site.state() instanceof ConnectionState.Connected now ? now : null;
        return new SiteDetail(
                site.name(),
                site.state().word(),
                site.clientId(),
                site.settings().broker().url().toString(),
                site.settings().enabled(),
                site.settings().critical(),
                site.settings().prefix(),
                site.settings().statusTopic().map(TopicName::value).orElse(null),
                connected == null ? null : connected.protocolVersion(),
                connected == null ? null : connected.sessionPresent(),
                site.since().toString(),
                site.lastConnected().map(Object::toString).orElse(null),
                site.lastError().isEmpty() ? null : site.lastError(),
                site.counts(),
                site.history().stream().map(Change::of).toList());
    }

    /** One state change. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Change(
            String at, String from, String to, @Nullable String cause) {
        static Change of(StateChange change) {
            return new Change(
                    change.at().toString(),
                    change.from(),
                    change.to(),
                    change.cause().isEmpty() ? null : change.cause());
        }
    }
}
