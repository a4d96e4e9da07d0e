package dev.mooring.channel;

import dev.mooring.event.DedupeOptions;
import dev.mooring.event.RetryOptions;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.site.DurationConverter;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * An incoming channel as it is configured, every default filled in and every value checked.
 *
 * @param channel        its name
 * @param topic          the filter, below the prefix of each site unless {@code absoluteTopic}
 * @param absoluteTopic  whether the filter is taken as it is
 * @param sites          whose messages it takes
 * @param qos            what it subscribes with
 * @param strategy       what becomes of a message whose handler failed
 * @param concurrency    how many messages of one site are handled at the same time
 * @param bufferSize     how many messages of QoS 0 may wait in one lane
 * @param handlerTimeout how long a handler may take
 * @param dedupe         how duplicates of events are recognised; null for not at all
 * @param broadcast      whether it may have several consumers
 * @param health         where it appears
 */
record IncomingSettings(
        String channel,
        TopicFilter topic,
        boolean absoluteTopic,
        SiteSelection sites,
        QoS qos,
        FailureStrategy strategy,
        int concurrency,
        int bufferSize,
        Duration handlerTimeout,
        @Nullable DedupeOptions dedupe,
        boolean broadcast,
        ChannelHealth health) {

    private static final int MAX_CONCURRENCY = 1024;

    /** @throws io.quarkus.runtime.configuration.ConfigurationException when a value is wrong */
    static IncomingSettings read(Config config) {
        Attributes attributes = new Attributes(config, "incoming");
        return new IncomingSettings(
                attributes.channel(),
                attributes.read("topic", attributes.channel(), TopicFilter::new),
                attributes.flag("absolute-topic", false),
                attributes.read("sites", "*", SiteSelection::parse),
                attributes.qos(),
                strategy(attributes),
                attributes.number(LanesInterceptor.PER_SITE, 1, 1, MAX_CONCURRENCY),
                attributes.number("buffer-size", 128, 1, Integer.MAX_VALUE),
                attributes.duration("handler-timeout", "60s"),
                dedupe(attributes),
                attributes.flag("broadcast", false),
                ChannelHealth.read(attributes));
    }

    /** Unless the channel says otherwise, as the event clients do it. */
    private static @Nullable DedupeOptions dedupe(Attributes attributes) {
        int shared = Integer.parseInt(attributes.shared("mooring.events.dedupe-max-entries", "2048"));
        int entries = attributes.number("dedupe-max-entries", shared, 1, DedupeOptions.MOST_ENTRIES);
        String ttl = attributes.shared("mooring.events.dedupe-ttl", "0s");
        return attributes
                .read("dedupe-ttl", ttl, text -> dedupe(new DurationConverter().convert(text), entries))
                .orElse(null);
    }

    private static Optional<DedupeOptions> dedupe(Duration ttl, int entries) {
        return ttl.isZero() ? Optional.empty() : Optional.of(new DedupeOptions(ttl, entries));
    }

    private static FailureStrategy strategy(Attributes attributes) {
        int attempts = attributes.number("retry-attempts", 3, 0, Integer.MAX_VALUE);
        Duration backoff = attributes.duration("retry-backoff", "500ms");
        return attributes.read("failure-strategy", "retry", text -> switch (text) {
            case "retry" -> new RetryThenDeadLetter(new RetryOptions(attempts, backoff));
            case "dead-letter" -> new DeadLetterAtOnce();
            case "ignore" -> new IgnoreFailures();
            case "fail" -> new FailChannel();
            default -> throw Attributes.mustBe("retry, dead-letter, ignore or fail", text);
        });
    }

    /**
     * The filter to subscribe at a site; the group of a shared subscription stays in front.
     *
     * @param below puts the site's prefix before a topic
     */
    TopicFilter filter(UnaryOperator<String> below) {
        if (absoluteTopic) {
            return topic;
        }
        String text = topic.value();
        if (!text.startsWith("$share/")) {
            return new TopicFilter(below.apply(text));
        }
        int shared = text.indexOf('/', "$share/".length()) + 1;
        return new TopicFilter(text.substring(0, shared) + below.apply(text.substring(shared)));
    }
}
