package dev.mooring.device;

import dev.mooring.mqtt.MessageProperties;
import dev.mooring.mqtt.OutboundMessage;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicName;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Tells the devices that a file of theirs is new. Whatever becomes of the message, the caller learns nothing of it: the
 * file is saved, and a device that missed the news gets the file at its next start. Any thread.
 */
@Singleton
class UpdateNotifier {

    static final TopicName CONFIGS = new TopicName("iotsupport/updates/configs");
    static final TopicName ASSETS = new TopicName("iotsupport/updates/assets");

    private final UpdateChannel channel;
    private final DesiredState desired;
    private final MeterRegistry metrics;

    UpdateNotifier(UpdateChannel channel, DesiredState desired, MeterRegistry metrics) {
        this.channel = channel;
        this.desired = desired;
        this.metrics = metrics;
        List.of(CONFIGS, ASSETS)
                .forEach(
                        topic -> { // so that a rate is there from the first on
                            counter(topic, "success");
                            counter(topic, "failure");
                        });
    }

    /** Announces a config that has just been saved. */
    void configSaved(StoredFile file) {
        announce(CONFIGS, file);
        desired.changed(ConfigFiles.device(file.name()));
    }

    /** Says nothing to the device, which keeps what it has; only what it should have is no longer said. */
    void configDeleted(MacAddress device) {
        desired.changed(device);
    }

    /** Announces an asset that has just been uploaded. */
    void assetSaved(StoredFile file) {
        announce(ASSETS, file);
    }

    /**
     * Tells one device of an asset.
     *
     * @return completes when the broker has it; fails when it could not be delivered, which is then counted and logged
     */
    Uni<Void> offer(MacAddress device, StoredFile asset) {
        TopicName own = new TopicName(ASSETS.value() + '/' + device);
        return publish(own, ASSETS, asset);
    }

    private void announce(TopicName topic, StoredFile file) {
        publish(topic, topic, file).subscribe().with(published -> {}, failure -> {});
    }

    /** @param label what it is counted under: never a device's own topic */
    private Uni<Void> publish(TopicName topic, TopicName label, StoredFile file) {
        // deferred, so that a channel that throws is a failure like any other
        return Uni.createFrom()
                .deferred(() -> channel.publish(message(topic, file)))
                .onItem()
                .invoke(published -> counter(label, "success").increment())
                .onFailure()
                .invoke(failure -> failed(topic, label, file, failure));
    }

    /** The payload is what devices have always got; what is new stands beside it, where MQTT 5 has room for it. */
    private static OutboundMessage message(TopicName topic, StoredFile file) {
        byte[] payload =
                new JsonObject().put("filename", file.name()).toBuffer().getBytes();
        MessageProperties beside = MessageProperties.NONE
                .with("size", Long.toString(file.size()))
                .with("sha256", file.sha256())
                .with("version", Long.toString(file.version()));
        return new OutboundMessage(topic, payload, QoS.AT_LEAST_ONCE, false, beside);
    }

    private void failed(TopicName topic, TopicName label, StoredFile file, Throwable failure) {
        counter(label, "failure").increment();
        DeviceLog.LOG.notificationFailed(topic.value(), file.name(), failure);
    }

    private Counter counter(TopicName topic, String status) {
        return Counter.builder("mooring.device.notifications")
                .description("Update notifications to devices, by what became of them")
                .tag("topic", topic.value())
                .tag("status", status)
                .register(metrics);
    }
}
