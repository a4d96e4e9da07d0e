package dev.mooring.device;

import dev.mooring.mqtt.ConnectionState;
import dev.mooring.mqtt.OutboundMessage;
import dev.mooring.mqtt.PublishException;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicName;
import dev.mooring.site.Site;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Has the broker of a site keep what the config of each device should be. What it publishes is what lies on the disk when its
 * turn comes, and for one device only one message is on its way: so the last one is always right, however fast somebody
 * saves and deletes. State belongs to the site's event loop.
 */
final class DesiredAtSite {

    static final String TOPIC = "iotsupport/desired/";

    /** Devices on their way, so that thousands of configs do not fill the outbox that others need. */
    static final int MAX_IN_FLIGHT = 100;

    private static final Duration WHEN_FULL = Duration.ofSeconds(1);
    private static final byte[] NOTHING = {};

    private final Site site;
    private final CurrentFiles files;
    private final Counter succeeded;
    private final Counter failed;
    private final LogPace failures = new LogPace(System::nanoTime);

    /** Whose turn comes; as many as there are devices, at most. */
    private final Set<MacAddress> waiting = new LinkedHashSet<>();

    private final Set<MacAddress> inFlight = new HashSet<>();
    /** Whether the broker may keep something else than it should, about which it was not told. */
    private boolean incomplete = true;

    private boolean pausing;

    DesiredAtSite(Site site, CurrentFiles files, MeterRegistry metrics) {
        this.site = site;
        this.files = files;
        this.succeeded = counter(metrics, "success");
        this.failed = counter(metrics, "failure");
    }

    private static Counter counter(MeterRegistry metrics, String status) {
        return Counter.builder("mooring.device.desired")
                .description("Desired states published, by whether the broker took them")
                .tag("status", status)
                .register(metrics);
    }

    /** The config of a device was saved or deleted. Any thread. */
    void changed(MacAddress device) {
        site.context().runOnContext(v -> {
            waiting.add(device);
            publishNext();
        });
    }

    /** A connection began: a broker that lost the session may have lost what it kept as well. Any thread. */
    void connected() {
        site.context().runOnContext(v -> {
            if (incomplete || !sessionPresent()) {
                incomplete = false;
                publishAll();
            } else {
                publishNext();
            }
        });
    }

    private boolean sessionPresent() {
        return site.state() instanceof ConnectionState.Connected now && now.sessionPresent();
    }

    private void publishAll() {
        site.context().executeBlocking(files::configured, true).onComplete(configured -> {
            if (configured.failed()) {
                incomplete = true;
                DeviceLog.LOG.desiredStatesFailed(site.name(), configured.cause());
            } else {
                waiting.addAll(configured.result());
            }
            publishNext();
        });
    }

    private void publishNext() {
        Iterator<MacAddress> next = waiting.iterator();
        while (next.hasNext() && inFlight.size() < MAX_IN_FLIGHT && !pausing && site.connected()) {
            MacAddress device = next.next();
            if (inFlight.add(device)) { // else its turn comes when it is back
                next.remove();
                publish(device);
            }
        }
    }

    /** In order, so that one worker reads for this site and no more. */
    private void publish(MacAddress device) {
        site.context().executeBlocking(() -> files.config(device), true).onComplete(config -> {
            if (config.failed()) {
                done(device, config.cause());
            } else {
                site.publish(message(device, config.result()))
                        .subscribe()
                        .with(published -> site.context().runOnContext(v -> done(device)), failure -> site.context()
                                .runOnContext(v -> done(device, failure)));
            }
        });
    }

    private static OutboundMessage message(MacAddress device, Optional<CurrentFile> config) {
        byte[] payload = config.map(file -> new JsonObject()
                        .put("filename", file.name())
                        .put("size", file.size())
                        .put("sha256", file.sha256())
                        .toBuffer()
                        .getBytes())
                .orElse(NOTHING);
        return new OutboundMessage(new TopicName(TOPIC + device), payload, QoS.AT_LEAST_ONCE, true);
    }

    private void done(MacAddress device) {
        succeeded.increment();
        inFlight.remove(device);
        publishNext();
    }

    private void done(MacAddress device, Throwable failure) {
        inFlight.remove(device);
        if (failure instanceof PublishException refused && refused.reason() == PublishException.Reason.QUEUE_FULL) {
            waiting.add(device);
            pause();
            return;
        }
        failed.increment();
        incomplete = true;
        if (failures.due()) {
            DeviceLog.LOG.desiredStateFailed(site.name(), device, failure);
        }
        publishNext();
    }

    private void pause() {
        if (!pausing) {
            pausing = true;
            site.context().owner().setTimer(WHEN_FULL.toMillis(), id -> site.context()
                    .runOnContext(v -> {
                        pausing = false;
                        publishNext();
                    }));
        }
    }
}
