package dev.mooring.demo;

import dev.mooring.channel.OutgoingSiteMetadata;
import dev.mooring.channel.SiteMessageMetadata;
import io.quarkus.arc.profile.IfBuildProfile;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

/** Answers every temperature on {@code alerts/{sensor}} of the site it came from. */
@IfBuildProfile("dev")
@ApplicationScoped
class DemoHandler {

    private static final double TOO_HOT = 80;

    @Incoming("demo-temperatures")
    @Outgoing("demo-alerts")
    Message<Alert> judge(Message<Reading> message) {
        String sensor = sensor(message.getMetadata(SiteMessageMetadata.class).orElseThrow());
        double celsius = message.getPayload().celsius();
        return message.withPayload(new Alert(sensor, celsius, celsius > TOO_HOT ? "too hot" : "fine"))
                .addMetadata(OutgoingSiteMetadata.on("alerts/" + sensor));
    }

    /** The topic is {@code {prefix}/sensors/{sensor}/temp}. */
    private static String sensor(SiteMessageMetadata from) {
        String[] levels = from.topic().split("/", -1);
        return levels[levels.length - 2];
    }

    /** What a sensor sends. */
    record Reading(double celsius) {}

    /** What it is answered. */
    record Alert(String sensor, double celsius, String verdict) {}
}
