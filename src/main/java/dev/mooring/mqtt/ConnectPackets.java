package dev.mooring.mqtt;

import dev.mooring.mqtt.codec.Connect;
import dev.mooring.mqtt.codec.Property;
import dev.mooring.mqtt.codec.PropertyBlock;
import dev.mooring.mqtt.codec.ProtocolVersion;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What CONNECT says (MQTT 5.0, section 3.1). */
final class ConnectPackets {

    private static final long NEVER_EXPIRES = 0xFFFF_FFFFL;

    private ConnectPackets() {}

    /** @param authentication the properties of an exchange that begins, or none */
    static Connect of(ConnectRequest request, Buffer authentication) {
        Credentials credentials = request.credentials();
        String password = credentials == null ? null : credentials.password();
        return new Connect(
                request.clientId().value(),
                request.cleanSession(),
                (int) request.keepAlive().toSeconds(),
                credentials == null ? null : credentials.username(),
                password == null ? null : password.getBytes(StandardCharsets.UTF_8),
                will(request.presence()),
                request.version() == ProtocolVersion.V5 ? properties(request, authentication) : PropertyBlock.EMPTY);
    }

    private static Connect.@Nullable Will will(@Nullable Presence presence) {
        if (presence == null) {
            return null;
        }
        OutboundMessage message = presence.will();
        Duration expiry = message.properties().expiry();
        PropertyBlock.Builder properties = message.properties().builder(expiry == null ? -1 : expiry.toSeconds());
        if (!presence.willDelay().isZero()) {
            properties.number(Property.WILL_DELAY_INTERVAL, presence.willDelay().toSeconds());
        }
        return new Connect.Will(
                message.topic().value(), message.bytes(), message.qos().level(), message.retain(), properties.build());
    }

    private static PropertyBlock properties(ConnectRequest request, Buffer authentication) {
        PropertyBlock.Builder properties = PropertyBlock.builder();
        long expiry = request.sessionExpiry().toSeconds();
        if (!request.cleanSession() && expiry > 0) {
            properties.number(Property.SESSION_EXPIRY_INTERVAL, Math.min(expiry, NEVER_EXPIRES));
        }
        Limits limits = request.limits();
        properties
                .number(Property.RECEIVE_MAXIMUM, limits.receiveMaximum())
                .number(Property.MAXIMUM_PACKET_SIZE, limits.maxPacketSize());
        if (limits.topicAliases() > 0) {
            properties.number(Property.TOPIC_ALIAS_MAXIMUM, limits.topicAliases());
        }
        EnhancedAuthentication exchange = request.authentication();
        if (exchange != null) {
            addAuthentication(properties, exchange.method(), authentication);
        }
        return properties.build();
    }

    /** The properties of AUTH (section 3.15.2.2). */
    static PropertyBlock authentication(String method, Buffer data) {
        PropertyBlock.Builder properties = PropertyBlock.builder();
        addAuthentication(properties, method, data);
        return properties.build();
    }

    private static void addAuthentication(PropertyBlock.Builder properties, String method, Buffer data) {
        properties.text(Property.AUTHENTICATION_METHOD, method);
        if (data.length() > 0) {
            properties.data(Property.AUTHENTICATION_DATA, data.getBytes());
        }
    }
}
