package dev.mooring.demo;

import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Tells a newcomer what is reachable where, and what to try. */
@IfBuildProfile("dev")
@ApplicationScoped
class Welcome {

    private static final int AFTER_ALL = 3000;

    private static final String TEXT = """
            Mooring holds two demo sites, harbor-north and harbor-south, on the broker at %1$s:%2$s.

              Sites      http://localhost:%3$s/api/v1/sites            (user operator, password mooring)
              Health     http://localhost:%3$s/api/v1/mqtt/health/     probes: /q/health, metrics: /q/metrics

              Watch everything:   mosquitto_sub -h %1$s -p %2$s -t '#' -v
              See an answer:      mosquitto_pub -h %1$s -p %2$s -q 1 -t harbor-north/sensors/crane/temp -m '{"celsius": 81.5}'
              Tell the device:    curl -u operator:mooring -X PUT -H 'Content-Type: application/json' \\
                                    -d '{"deviceName": "Crane", "enableOTA": true}' http://localhost:%3$s/configs/aa-bb-cc-dd-ee-ff
            """;

    private final String host;
    private final String port;
    private final int http;

    Welcome(
            @ConfigProperty(name = DemoBroker.HOST) String host,
            @ConfigProperty(name = DemoBroker.PORT) String port,
            @ConfigProperty(name = "quarkus.http.port", defaultValue = "8080") int http) {
        this.host = host;
        this.port = port;
        this.http = http;
    }

    void say(@Observes @Priority(AFTER_ALL) StartupEvent event) {
        DemoLog.LOG.welcome(TEXT.formatted(host, port, http));
    }
}
