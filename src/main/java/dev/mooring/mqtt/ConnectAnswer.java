package dev.mooring.mqtt;

import dev.mooring.mqtt.codec.ConnAck;
import dev.mooring.mqtt.codec.Property;
import dev.mooring.mqtt.codec.PropertyReader;
import dev.mooring.mqtt.codec.ProtocolVersion;
import java.time.Duration;

/**
 * What a broker said in CONNACK (MQTT 5.0, section 3.2.2.3), with what version 3.1.1 implies.
 *
 * @param version           the protocol version in use
 * @param sessionPresent    what it said of an earlier session (section 3.2.2.1.1)
 * @param receiveMaximum    how many QoS 1 and 2 messages it takes ahead of its acknowledgements
 * @param maximumQos        the best it offers
 * @param retainAvailable   whether it keeps retained messages
 * @param maximumPacketSize of a packet that it takes, in bytes
 * @param topicAliasMaximum how many topic aliases it remembers
 * @param keepAlive         what holds: its own word, or else ours
 * @param wildcards         whether filters may have wildcards
 * @param shared            whether there are shared subscriptions; on 3.1.1 nobody says, and false
 */
public record ConnectAnswer(
        ProtocolVersion version,
        boolean sessionPresent,
        int receiveMaximum,
        QoS maximumQos,
        boolean retainAvailable,
        long maximumPacketSize,
        int topicAliasMaximum,
        Duration keepAlive,
        boolean wildcards,
        boolean shared) {

    private static final long LARGEST_PACKET = 268_435_460L;

    static ConnectAnswer of(ProtocolVersion version, ConnAck packet, Duration wantedKeepAlive) {
        int receiveMaximum = PacketIds.MAX;
        QoS maximumQos = QoS.EXACTLY_ONCE;
        boolean retainAvailable = true;
        long maximumPacketSize = LARGEST_PACKET;
        int topicAliasMaximum = 0;
        Duration keepAlive = wantedKeepAlive;
        boolean wildcards = true;
        boolean shared = version == ProtocolVersion.V5;
        PropertyReader properties = packet.properties().read();
        while (properties.next()) {
            Property property = properties.property();
            switch (property) {
                case RECEIVE_MAXIMUM -> receiveMaximum = (int) properties.number();
                case MAXIMUM_QOS -> maximumQos = QoS.of((int) properties.number());
                case RETAIN_AVAILABLE -> retainAvailable = properties.number() == 1;
                case MAXIMUM_PACKET_SIZE -> maximumPacketSize = properties.number();
                case TOPIC_ALIAS_MAXIMUM -> topicAliasMaximum = (int) properties.number();
                case SERVER_KEEP_ALIVE -> keepAlive = Duration.ofSeconds(properties.number());
                case WILDCARD_SUBSCRIPTION_AVAILABLE -> wildcards = properties.number() == 1;
                case SHARED_SUBSCRIPTION_AVAILABLE -> shared = properties.number() == 1;
                default -> {} // of no use to us, or said for people
            }
        }
        return new ConnectAnswer(
                version,
                packet.sessionPresent(),
                receiveMaximum,
                maximumQos,
                retainAvailable,
                maximumPacketSize,
                topicAliasMaximum,
                keepAlive,
                wildcards,
                shared);
    }
}
