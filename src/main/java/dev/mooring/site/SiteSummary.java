package dev.mooring.site;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/** One line of the list of sites. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record SiteSummary(String name, String state, String clientId, String url, boolean enabled, String since) {

    static SiteSummary of(Site site) {
        return new SiteSummary(
                site.name(),
                site.state().word(),
                site.clientId(),
                site.settings().broker().url().toString(),
                site.settings().enabled(),
                site.since().toString());
    }
}
