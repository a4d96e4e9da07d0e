package dev.mooring.mqtt;

import dev.mooring.mqtt.codec.PacketEncoder;
import dev.mooring.mqtt.codec.PropertyBlock;
import dev.mooring.mqtt.codec.ProtocolVersion;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.impl.ContextInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** A connection whose socket is the test. */
class ConnectionTest {

    private static final byte[] CONNACK = {0x20, 3, 0, 0, 0};

    private final Vertx vertx = Vertx.vertx();
    private final Heard heard = new Heard();
    private final Connection connection = new Connection(
            new ConnectRequest(
                    new BrokerAddress("localhost", 1883, Transport.TCP),
                    ProtocolVersion.V5,
                    new ClientId("me"),
                    null,
                    true,
                    Duration.ZERO,
                    Duration.ZERO,
                    null,
                    Limits.DEFAULT,
                    null,
                    TlsSetup.DEFAULT,
                    Duration.ofSeconds(10)),
            heard,
            (ContextInternal) vertx.getOrCreateContext());
    private final EmbeddedChannel channel = new EmbeddedChannel(connection);

    @AfterEach
    void close() throws Exception {
        channel.finishAndReleaseAll();
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void shouldFailWhenTheSocketEndsBeforeConnectWasSent() {
        channel.finish();

        assertThat(connection.connected().future().failed()).isTrue();
        assertThat(connection.connected().future().cause()).hasMessageContaining("ended before CONNECT was sent");
    }

    @Test
    void shouldReadWhatComesByteByByteAndReleaseIt() {
        connection.begin(Buffer.buffer());
        List<ByteBuf> pieces = new ArrayList<>();
        ByteBuf all = Unpooled.buffer().writeBytes(CONNACK);
        for (int i = 1; i <= 3; i++) {
            PacketEncoder.publish(
                    all,
                    ProtocolVersion.V5,
                    "t".getBytes(UTF_8),
                    i,
                    1,
                    false,
                    false,
                    PropertyBlock.EMPTY,
                    0,
                    Unpooled.copiedBuffer("payload " + i, UTF_8));
        }
        while (all.isReadable()) {
            pieces.add(all.readBytes(1));
        }

        pieces.forEach(channel::writeInbound);

        assertThat(connection.connected().future().succeeded()).isTrue();
        assertThat(heard.payloads).containsExactly("payload 1", "payload 2", "payload 3");
        assertThat(pieces).allMatch(each -> each.refCnt() == 0);
    }

    @Test
    void shouldEndAtWhatIsNoMqtt() {
        connection.begin(Buffer.buffer());
        channel.writeInbound(Unpooled.wrappedBuffer(CONNACK));
        ByteBuf broken = Unpooled.wrappedBuffer(new byte[] {0x00, 0x00});

        channel.writeInbound(broken);
        channel.runPendingTasks();

        assertThat(channel.isOpen()).isFalse();
        assertThat(heard.closed).containsExactly(CloseReason.Kind.PROTOCOL_ERROR);
        assertThat(broken.refCnt()).isZero();
    }

    private static final class Heard implements MqttTransport.LinkListener {
        private final List<String> payloads = new ArrayList<>();
        private final List<CloseReason.Kind> closed = new ArrayList<>();

        @Override
        public void received(InboundMessage message, int packetId, long arrivedNanos) {
            payloads.add(message.payload().toString());
        }

        @Override
        public void pubAck(int packetId, int reasonCode) {}

        @Override
        public void pubRec(int packetId, int reasonCode) {}

        @Override
        public void pubRel(int packetId) {}

        @Override
        public void pubComp(int packetId) {}

        @Override
        public void subAck(int packetId, int[] reasonCodes) {}

        @Override
        public void unsubAck(int packetId) {}

        @Override
        public void writable() {}

        @Override
        public void closed(CloseReason reason) {
            closed.add(reason.kind());
        }
    }
}
