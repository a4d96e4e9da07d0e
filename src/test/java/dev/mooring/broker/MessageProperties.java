package dev.mooring.broker;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * What a message of MQTT 5 carries beside its payload, as {@link Peer5} sends and gets it (MQTT 5.0, section 3.3.2.3).
 *
 * @param correlationData read-only
 * @param text whether the payload is said to be UTF-8
 * @param expiry in whole seconds; of a received message, what is left of it
 * @param user names and values in the order they were sent; a name may come twice
 * @param subscriptionIds of a received message, those of the subscriptions it matched; never sent
 */
public record MessageProperties(
        Optional<String> contentType,
        Optional<String> responseTopic,
        Optional<ByteBuffer> correlationData,
        boolean text,
        Optional<Duration> expiry,
        List<Map.Entry<String, String>> user,
        List<Integer> subscriptionIds) {

    /** No properties at all. */
    public static final MessageProperties NONE = new MessageProperties(
            Optional.empty(), Optional.empty(), Optional.empty(), false, Optional.empty(), List.of(), List.of());

    /** Keeps copies. */
    public MessageProperties {
        correlationData = correlationData.map(ByteBuffer::asReadOnlyBuffer);
        user = List.copyOf(user);
        subscriptionIds = List.copyOf(subscriptionIds);
    }

    /** With this content type. */
    public MessageProperties contentType(String type) {
        return with(type, null, null, null);
    }

    /** With this response topic. */
    public MessageProperties responseTopic(String topic) {
        return with(null, topic, null, null);
    }

    /** With this correlation data, as UTF-8. */
    public MessageProperties correlationData(String data) {
        return with(null, null, UTF_8.encode(data), null);
    }

    /** With a payload that is said to be UTF-8. */
    public MessageProperties asText() {
        return new MessageProperties(contentType, responseTopic, correlationData, true, expiry, user, subscriptionIds);
    }

    /** With this message expiry, in whole seconds. */
    public MessageProperties expiry(Duration after) {
        return with(null, null, null, after);
    }

    /** With one more user property. */
    public MessageProperties user(String name, String value) {
        List<Map.Entry<String, String>> more = new ArrayList<>(user);
        more.add(Map.entry(name, value));
        return new MessageProperties(contentType, responseTopic, correlationData, text, expiry, more, subscriptionIds);
    }

    private MessageProperties with(
            @Nullable String type, @Nullable String topic, @Nullable ByteBuffer data, @Nullable Duration after) {
        return new MessageProperties(
                Optional.ofNullable(type).or(() -> contentType),
                Optional.ofNullable(topic).or(() -> responseTopic),
                Optional.ofNullable(data).or(() -> correlationData),
                text,
                Optional.ofNullable(after).or(() -> expiry),
                user,
                subscriptionIds);
    }
}
