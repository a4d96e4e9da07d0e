package dev.mooring.mqtt;

import dev.mooring.mqtt.codec.Property;
import dev.mooring.mqtt.codec.PropertyBlock;
import dev.mooring.mqtt.codec.PropertyReader;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What MQTT 5 adds to a message (MQTT 5.0, section 3.3.2.3); version 3.1.1 leaves it out. Immutable.
 *
 * @param expiry                  how long the message means something, in whole seconds; null for ever
 * @param contentType             of the payload, such as {@code application/json}
 * @param responseTopic           where an answer is expected
 * @param correlationData         what the answer is matched by; not to be changed
 * @param text                    whether the payload is said to be UTF-8 text
 * @param userProperties          name and value pairs, in order; a name may come twice
 * @param subscriptionIdentifiers of an incoming message, the identifiers of the subscriptions that it matched
 */
public record MessageProperties(
        @Nullable Duration expiry,
        @Nullable String contentType,
        @Nullable TopicName responseTopic,
        @Nullable Buffer correlationData,
        boolean text,
        List<UserProperty> userProperties,
        List<Integer> subscriptionIdentifiers) {

    /** None at all. */
    public static final MessageProperties NONE =
            new MessageProperties(null, null, null, null, false, List.of(), List.of());

    private static final long MAX_EXPIRY_SECONDS = 0xFFFF_FFFFL;

    /** A name and a value of the sender's own (MQTT 5.0, section 3.3.2.3.7). */
    public record UserProperty(String name, String value) {}

    /** @throws IllegalArgumentException when a value does not fit into its property; the message names it */
    public MessageProperties {
        userProperties = List.copyOf(userProperties);
        subscriptionIdentifiers = List.copyOf(subscriptionIdentifiers);
        if (expiry != null && (expiry.isNegative() || expiry.toSeconds() > MAX_EXPIRY_SECONDS)) {
            throw new IllegalArgumentException("message expiry must be 0 to 4294967295 s, got: " + expiry);
        }
        if (contentType != null) {
            MqttString.fits("content type", contentType);
        }
        if (correlationData != null && correlationData.length() > MqttString.MAX_BYTES) {
            throw new IllegalArgumentException(
                    "correlation data must be at most 65535 bytes, got: " + correlationData.length());
        }
        for (UserProperty each : userProperties) {
            MqttString.fits("name of a user property", each.name());
            MqttString.fits("value of a user property", each.value());
        }
    }

    /** Whether there is nothing to send. */
    boolean isEmpty() {
        return expiry == null
                && contentType == null
                && responseTopic == null
                && correlationData == null
                && !text
                && userProperties.isEmpty();
    }

    /** With that expiry; null for ever. */
    public MessageProperties withExpiry(@Nullable Duration newExpiry) {
        return new MessageProperties(
                newExpiry, contentType, responseTopic, correlationData, text, userProperties, subscriptionIdentifiers);
    }

    /** With that content type. */
    public MessageProperties withContentType(String newContentType) {
        return new MessageProperties(
                expiry, newContentType, responseTopic, correlationData, text, userProperties, subscriptionIdentifiers);
    }

    /** With a place for the answer, and what it is matched by. */
    public MessageProperties withResponseTo(TopicName newResponseTopic, Buffer newCorrelationData) {
        return new MessageProperties(
                expiry,
                contentType,
                newResponseTopic,
                newCorrelationData,
                text,
                userProperties,
                subscriptionIdentifiers);
    }

    /** With what an answer is matched by. */
    public MessageProperties withCorrelationData(Buffer newCorrelationData) {
        return new MessageProperties(
                expiry, contentType, responseTopic, newCorrelationData, text, userProperties, subscriptionIdentifiers);
    }

    /** With one more user property, behind those it has. */
    public MessageProperties with(String name, String value) {
        List<UserProperty> more = new ArrayList<>(userProperties);
        more.add(new UserProperty(name, value));
        return new MessageProperties(
                expiry, contentType, responseTopic, correlationData, text, more, subscriptionIdentifiers);
    }

    /**
     * As a PUBLISH carries them.
     *
     * @param expirySeconds what is left of the expiry, or -1 for none
     */
    PropertyBlock encoded(long expirySeconds) {
        return builder(expirySeconds).build();
    }

    /** As {@link #encoded}, for a will, which has one property more. */
    PropertyBlock.Builder builder(long expirySeconds) {
        PropertyBlock.Builder block = PropertyBlock.builder();
        if (expirySeconds >= 0) {
            block.number(Property.MESSAGE_EXPIRY_INTERVAL, expirySeconds);
        }
        if (text) {
            block.number(Property.PAYLOAD_FORMAT_INDICATOR, 1);
        }
        if (contentType != null) {
            block.text(Property.CONTENT_TYPE, contentType);
        }
        if (responseTopic != null) {
            block.text(Property.RESPONSE_TOPIC, responseTopic.value());
        }
        if (correlationData != null) {
            block.data(Property.CORRELATION_DATA, correlationData.getBytes());
        }
        userProperties.forEach(each -> block.pair(each.name(), each.value()));
        return block;
    }

    /** Reads what a PUBLISH carried; the codec has checked it. */
    static MessageProperties read(PropertyReader reader) {
        Duration expiry = null;
        String contentType = null;
        TopicName responseTopic = null;
        Buffer correlationData = null;
        boolean text = false;
        List<UserProperty> userProperties = new ArrayList<>();
        List<Integer> subscriptionIdentifiers = new ArrayList<>();
        while (reader.next()) {
            switch (reader.property()) {
                case MESSAGE_EXPIRY_INTERVAL -> expiry = Duration.ofSeconds(reader.number());
                case CONTENT_TYPE -> contentType = reader.text();
                case RESPONSE_TOPIC -> responseTopic = topicOrNull(reader.text());
                case CORRELATION_DATA -> correlationData = Buffer.buffer(reader.data());
                case PAYLOAD_FORMAT_INDICATOR -> text = reader.number() == 1;
                case USER_PROPERTY -> userProperties.add(new UserProperty(reader.pairName(), reader.pairValue()));
                case SUBSCRIPTION_IDENTIFIER -> subscriptionIdentifiers.add((int) reader.number());
                default -> {} // the alias is the connection's affair
            }
        }
        return new MessageProperties(
                expiry, contentType, responseTopic, correlationData, text, userProperties, subscriptionIdentifiers);
    }

    /** A sender may name anything; what is no topic cannot be answered to. */
    private static @Nullable TopicName topicOrNull(String value) {
        try {
            return new TopicName(value);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
