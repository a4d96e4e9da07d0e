package dev.mooring.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Against Netty's encoder, and against what no encoder makes. */
class FrameReaderTest {

    private final EmbeddedChannel channel = new EmbeddedChannel(new FrameReader());
    private final StringBuilder bytes = new StringBuilder();
    private final List<String> controls = new ArrayList<>();

    @Test
    void shouldReadWhatIsCutAnywhere() {
        Random random = new Random(20_261_121);
        StringBuilder sent = new StringBuilder();
        ByteBuf wire = Unpooled.buffer();
        for (int i = 0; i < 300; i++) {
            int size = List.of(0, 1, 125, 126, 127, 4_000, 65_535, 65_536).get(random.nextInt(8));
            byte[] some = new byte[size];
            random.nextBytes(some);
            sent.append(ByteBufUtil.hexDump(some));
            int cut = random.nextInt(size + 1);
            if (random.nextBoolean()) {
                write(wire, new BinaryWebSocketFrame(false, 0, Unpooled.wrappedBuffer(some, 0, cut)));
                write(wire, new PingWebSocketFrame(Unpooled.wrappedBuffer(new byte[] {7})));
                write(wire, new ContinuationWebSocketFrame(true, 0, Unpooled.wrappedBuffer(some, cut, size - cut)));
            } else {
                write(wire, new BinaryWebSocketFrame(Unpooled.wrappedBuffer(some)));
                write(wire, new PongWebSocketFrame());
            }
        }
        while (wire.isReadable()) {
            int some = Math.min(wire.readableBytes(), 1 + random.nextInt(random.nextBoolean() ? 5 : 100_000));
            receive(Unpooled.copiedBuffer(wire.readSlice(some)));
        }

        assertThat(bytes.toString().equals(sent.toString())).isTrue();
        assertThat(controls).hasSize(300).containsOnly("Ping 07", "Pong ");
    }

    @Test
    void shouldHandOnWhatIsThereOfAFrameOfAnyLength() {
        receive(hex("827f" + "0000100000000000" + "0102"));
        receive(hex("03"));

        assertThat(bytes).hasToString("010203");
    }

    @Test
    void shouldReadNothingAfterAClose() {
        receive(hex("8201aa" + "880203e8" + "8201bb"));
        receive(hex("ffff"));

        assertThat(bytes).hasToString("aa");
        assertThat(controls).containsExactly("Close 03e8");
    }

    @ParameterizedTest
    @CsvSource({
        "810161, 1003, a text frame came",
        "010161, 1003, a text frame came",
        "800161, 1002, a continuation frame",
        "020161820162, 1002, a continuation frame",
        "c20161, 1002, a frame has reserved bits",
        "828100000000aa, 1002, a server's frame is masked",
        "83017f, 1002, a frame is of no known kind",
        "8b00, 1002, a frame is of no known kind",
        "0900, 1002, a control frame is too long or in pieces",
        "897e0080, 1002, a control frame is too long or in pieces",
        "827fffffffffffffffff, 1002, a frame is longer than any may be",
    })
    void shouldRefuse(String wire, int status, String words) {
        assertThatExceptionOfType(CorruptedWebSocketFrameException.class)
                .isThrownBy(() -> receive(hex(wire)))
                .withMessageContaining(words)
                .satisfies(broken -> assertThat(broken.closeStatus().code()).isEqualTo(status));

        receive(hex("8201aa"));
        assertThat(bytes.toString()).doesNotContain("aa");
    }

    private void receive(ByteBuf buffer) {
        channel.writeInbound(buffer);
        for (Object read = channel.readInbound(); read != null; read = channel.readInbound()) {
            if (read instanceof ByteBuf some) {
                bytes.append(ByteBufUtil.hexDump(some));
            } else {
                String kind = read instanceof CloseWebSocketFrame
                        ? "Close "
                        : read instanceof PingWebSocketFrame ? "Ping " : "Pong ";
                controls.add(kind + ByteBufUtil.hexDump(((WebSocketFrame) read).content()));
            }
            ReferenceCountUtil.release(read);
        }
    }

    private static void write(ByteBuf wire, WebSocketFrame frame) {
        EmbeddedChannel encoder = new EmbeddedChannel(new WebSocket13FrameEncoder(false));
        encoder.writeOutbound(frame);
        for (ByteBuf part = encoder.readOutbound(); part != null; part = encoder.readOutbound()) {
            wire.writeBytes(part);
            part.release();
        }
    }

    private static ByteBuf hex(String text) {
        return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(text));
    }
}
