package dev.mooring.exchange;

import dev.mooring.event.EventClient;
import io.quarkus.arc.properties.IfBuildProperty;
import jakarta.enterprise.context.ApplicationScoped;

/** A bean as a user writes it. */
@ApplicationScoped
@IfBuildProperty(name = "exchange.tests", stringValue = "true")
class TestServices {

    private final EventClient north;
    private final EventClient south;
    private final EventClient standard;
    private final SiteEvents all;

    TestServices(
            @OfSite("north") EventClient north,
            @OfSite("south") EventClient south,
            EventClient standard,
            SiteEvents all) {
        this.north = north;
        this.south = south;
        this.standard = standard;
        this.all = all;
    }

    EventClient north() {
        return north;
    }

    EventClient south() {
        return south;
    }

    EventClient standard() {
        return standard;
    }

    SiteEvents all() {
        return all;
    }
}
