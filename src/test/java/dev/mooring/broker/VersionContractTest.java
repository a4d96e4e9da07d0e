package dev.mooring.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What the other tests take for granted of any broker in either version, told byte by byte. */
@OnEveryBrokerAndVersion
class VersionContractTest {

    private final TestBroker broker;
    private final MqttVersion version;

    VersionContractTest(TestBroker broker, MqttVersion version) {
        this.broker = broker;
        this.version = version;
    }

    @Test
    void shouldAcceptAClientOfThisVersion() throws IOException {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), broker.port())) {
            client.setSoTimeout(5_000);
            client.getOutputStream().write(connect());

            byte[] connAck = client.getInputStream().readNBytes(4);

            assertThat(connAck).startsWith(0x20);
            assertThat(connAck[2]).as("session present").isZero();
            assertThat(connAck[3]).as("return or reason code").isZero();
            // Only MQTT 5 has properties after the code (MQTT 5.0, section 3.2.2.3).
            assertThat(connAck[1] > 2).isEqualTo(version == MqttVersion.V5);
        }
    }

    private byte[] connect() {
        return version == MqttVersion.V5
                ? ScriptedPackets.bytes(0x10, 14, 0, 4, 'M', 'Q', 'T', 'T', 5, 2, 0, 60, 0, 0, 1, 'c')
                : ScriptedPackets.bytes(0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 60, 0, 1, 'c');
    }
}
