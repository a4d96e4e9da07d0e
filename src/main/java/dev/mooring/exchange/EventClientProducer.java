package dev.mooring.exchange;

import dev.mooring.event.EventClient;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.InjectionPoint;

/** Gives beans the event client of a site. It is shared, and ends with the service: beans do not close it. */
@ApplicationScoped
class EventClientProducer {

    private final SiteEvents events;

    EventClientProducer(SiteEvents events) {
        this.events = events;
    }

    @Produces
    @Dependent
    @OfSite("")
    EventClient ofSite(InjectionPoint where) {
        String name = where.getQualifiers().stream()
                .filter(OfSite.class::isInstance)
                .map(qualifier -> ((OfSite) qualifier).value())
                .findFirst()
                .orElseThrow();
        return events.of(name)
                .orElseThrow(() -> new IllegalStateException("there is no site '" + name + "': mooring.sites." + name
                        + ".url is not set, but an EventClient of that site is injected"));
    }

    @Produces
    @Dependent
    EventClient ofDefaultSite() {
        return events.ofDefault()
                .orElseThrow(() -> new IllegalStateException(
                        "there is no site 'default', and not exactly one other: inject an EventClient with @OfSite"));
    }
}
