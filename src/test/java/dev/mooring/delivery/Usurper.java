package dev.mooring.delivery;

import dev.mooring.mqtt.codec.ProtocolVersion;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Somebody who takes a session over, reads what the broker sends, acknowledges nothing of it, and is gone without a word. */
final class Usurper {

    private static final int CONNECT = 0x10;
    private static final int CONNACK = 0x20;
    private static final int KEEP_ALIVE_SECONDS = 60;
    private static final int SESSION_EXPIRY = 0x11;
    private static final int SESSION_EXPIRY_SECONDS = 3_600;

    private Usurper() {}

    /**
     * Stays for that long.
     *
     * @return whether the broker let him in
     */
    static boolean visit(Place place, String clientId, Duration stay) {
        long end = System.nanoTime() + stay.toNanos();
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), place.broker().port())) {
            socket.setSoTimeout(Math.max(1, (int) stay.toMillis()));
            socket.getOutputStream().write(connect(place.version(), clientId));
            InputStream in = socket.getInputStream();
            if (in.read() != CONNACK) {
                return false;
            }
            byte[] unread = new byte[8192];
            while (System.nanoTime() < end && in.read(unread) >= 0) {
                // Read, so that the broker goes on sending, and not acknowledged.
            }
            return true;
        } catch (SocketTimeoutException nothingMore) {
            return true;
        } catch (IOException brokerAway) {
            return false;
        }
    }

    /** A CONNECT that keeps the session (MQTT 5.0, section 3.1). */
    private static byte[] connect(ProtocolVersion version, String clientId) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(body);
        out.writeUTF("MQTT");
        out.writeByte(version.level());
        out.writeByte(0);
        out.writeShort(KEEP_ALIVE_SECONDS);
        if (version == ProtocolVersion.V5) {
            out.writeByte(1 + Integer.BYTES);
            out.writeByte(SESSION_EXPIRY);
            out.writeInt(SESSION_EXPIRY_SECONDS);
        }
        byte[] id = clientId.getBytes(UTF_8);
        out.writeShort(id.length);
        out.write(id);
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(CONNECT);
        packet.write(body.size());
        packet.writeBytes(body.toByteArray());
        return packet.toByteArray();
    }
}
