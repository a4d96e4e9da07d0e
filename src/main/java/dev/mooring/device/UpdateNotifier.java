package dev.mooring.device;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;

/**
 * Tells the devices that a file of theirs is new. Whatever becomes of the message, the caller learns nothing of it: the
 * file is saved, and a device that missed the news gets the file at its next start. Any thread.
 */
@Singleton
class UpdateNotifier {

    static final String CONFIGS_TOPIC = "iotsupport/updates/configs";

    private final UpdateChannel channel;
    private final Counter succeeded;
    private final Counter failed;

    UpdateNotifier(UpdateChannel channel, MeterRegistry metrics) {
        this.channel = channel;
        this.succeeded = counter(metrics, "success");
        this.failed = counter(metrics, "failure");
    }

    /**
     * Announces a config that has just been saved.
     *
     * @param mac whose config it is
     */
    void configSaved(MacAddress mac) {
        String fileName = ConfigFiles.fileName(mac);
        // a MAC address has no character that JSON would escape
        byte[] payload = ("{\"filename\":\"" + fileName + "\"}").getBytes(StandardCharsets.UTF_8);
        // deferred, so that a channel that throws is a failure like any other
        Uni.createFrom()
                .deferred(() -> channel.publish(CONFIGS_TOPIC, payload))
                .subscribe()
                .with(published -> succeeded.increment(), failure -> failed(fileName, failure));
    }

    private void failed(String fileName, Throwable failure) {
        failed.increment();
        DeviceLog.LOG.notificationFailed(CONFIGS_TOPIC, fileName, failure);
    }

    private static Counter counter(MeterRegistry metrics, String status) {
        return Counter.builder("mooring.device.notifications")
                .description("Update notifications to devices, by what became of them")
                .tag("topic", CONFIGS_TOPIC)
                .tag("status", status)
                .register(metrics);
    }
}
