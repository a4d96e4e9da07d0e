package dev.mooring.mqtt.codec;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** CONNECT (section 3.1), field by field in the order of the wire. */
final class ConnectEncoder {

    private static final byte[] PROTOCOL_NAME = "MQTT".getBytes(StandardCharsets.US_ASCII);
    private static final int FIXED_SIZE = 2 + PROTOCOL_NAME.length + 1 + 1 + 2;

    private ConnectEncoder() {}

    static void write(ByteBuf out, ProtocolVersion version, Connect packet) {
        if (version == ProtocolVersion.V3_1_1 && packet.username() == null && packet.password() != null) {
            throw new IllegalArgumentException("MQTT 3.1.1 knows no password without a user name"); // 3.1.2.9
        }
        byte[] clientId = Utf8.encode(packet.clientId());
        Connect.Will will = packet.will();
        byte[] willTopic = will == null ? null : Utf8.encode(will.topic());
        byte[] username = packet.username() == null ? null : Utf8.encode(packet.username());
        byte[] willPayload = will == null ? null : will.payload();
        long willProperties = will == null ? 0 : PacketEncoder.propertiesSize(version, will.properties());

        PacketEncoder.begin(
                out,
                0x10,
                FIXED_SIZE
                        + PacketEncoder.propertiesSize(version, packet.properties())
                        + size(clientId)
                        + willProperties
                        + size(willTopic)
                        + size(willPayload)
                        + size(username)
                        + size(packet.password()));
        Utf8.writeWithLength(out, PROTOCOL_NAME);
        out.writeByte(version.level());
        out.writeByte(flags(packet));
        out.writeShort(packet.keepAliveSeconds());
        PacketEncoder.writeProperties(out, version, packet.properties());
        append(out, clientId);
        if (will != null) {
            PacketEncoder.writeProperties(out, version, will.properties());
        }
        append(out, willTopic);
        append(out, willPayload);
        append(out, username);
        append(out, packet.password());
    }

    /** Section 3.1.2.3. */
    private static int flags(Connect packet) {
        int flags = packet.cleanStart() ? 0x02 : 0;
        Connect.Will will = packet.will();
        if (will != null) {
            flags |= 0x04 | will.qos() << 3 | (will.retain() ? 0x20 : 0);
        }
        return flags | (packet.password() == null ? 0 : 0x40) | (packet.username() == null ? 0 : 0x80);
    }

    private static long size(byte @Nullable [] field) {
        if (field == null) {
            return 0;
        }
        if (field.length > Utf8.MAX_BYTES) {
            throw new IllegalArgumentException("A field of CONNECT must be at most 65535 bytes, got: " + field.length);
        }
        return 2L + field.length;
    }

    private static void append(ByteBuf out, byte @Nullable [] field) {
        if (field != null) {
            Utf8.writeWithLength(out, field);
        }
    }
}
