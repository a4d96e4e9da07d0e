package dev.mooring.site;

import dev.mooring.mqtt.PublishException;
import dev.mooring.mqtt.PublishListener;
import dev.mooring.mqtt.TopicName;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is counted of publishes, of all sites together: by topic for those that are named, {@code other} for the rest.
 * All series exist before the first message, so that dashboards show zeros. Safe on any thread.
 */
final class PublishMeters {

    private static final String OTHER = "other";

    private final Map<String, Series> named = new HashMap<>();
    private final Series other;
    private final Counter nothing;

    /** @param topics those that have series of their own */
    PublishMeters(MeterRegistry registry, Set<String> topics) {
        for (String topic : topics) {
            named.put(topic, new Series(registry, topic));
        }
        other = new Series(registry, OTHER);
        nothing = Counter.builder("mqtt.publish.noop")
                .description(
                        "Publishes that did nothing, because no site is concerned or mooring.broadcast-type is noop")
                .register(registry);
    }

    /** Counts a publish that begins now, when it is done; then tells the listener. */
    PublishListener begin(TopicName topic, PublishListener listener) {
        Series series = named.getOrDefault(topic.value(), other);
        return new Timed(series, System.nanoTime(), listener);
    }

    /** Counts a publish that does nothing. */
    void nothing() {
        nothing.increment();
    }

    private static final class Series {
        private final Counter succeeded;
        private final Counter failed;
        private final Timer duration;

        Series(MeterRegistry registry, String label) {
            this.succeeded = counter(registry, label, "success");
            this.failed = counter(registry, label, "failure");
            this.duration = Timer.builder("mqtt.publish.duration")
                    .description("Time from the call to the broker's acknowledgement")
                    .tag("topic", label)
                    .serviceLevelObjectives(SiteMeters.BUCKETS)
                    .register(registry);
        }

        private static Counter counter(MeterRegistry registry, String label, String status) {
            return Counter.builder("mqtt.publish")
                    .description("Messages published, by whether the broker acknowledged them")
                    .tag("topic", label)
                    .tag("status", status)
                    .register(registry);
        }
    }

    private record Timed(Series series, long begin, PublishListener listener) implements PublishListener {
        @Override
        public void done(@Nullable PublishException failure) {
            (failure == null ? series.succeeded : series.failed).increment();
            series.duration.record(System.nanoTime() - begin, TimeUnit.NANOSECONDS);
            listener.done(failure);
        }
    }
}
