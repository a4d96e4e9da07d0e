package dev.mooring.examples;

import dev.mooring.event.EventClient;
import dev.mooring.event.IncomingEvent;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The last reading of every sensor. */
public final class WildcardSubscriptions {

    private final Map<String, Double> celsius = new ConcurrentHashMap<>();

    /** Over a client that somebody else connects and shuts down. */
    public WildcardSubscriptions(EventClient client) {
        client.subscribe("sensors/#", this::handleSensors);
    }

    private void handleSensors(IncomingEvent event) {
        celsius.put(event.topic(), event.data().path("celsius").asDouble());
    }

    /** By topic. */
    public Map<String, Double> celsius() {
        return Map.copyOf(celsius);
    }
}
