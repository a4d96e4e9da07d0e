package dev.mooring.mqtt;

import dev.mooring.mqtt.codec.PacketEncoder;
import dev.mooring.mqtt.codec.PropertyBlock;
import dev.mooring.mqtt.codec.ProtocolVersion;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class InboundMessageTest {

    private static final MessageProperties PROPERTIES = MessageProperties.NONE
            .withExpiry(Duration.ofSeconds(7))
            .withContentType("text/plain")
            .withResponseTo(new TopicName("answers"), Buffer.buffer("42"))
            .with("a", "1")
            .with("a", "2");

    private final ByteBuf wire = Unpooled.buffer();

    @Test
    void shouldKeepItsBytesWhenTheNetworkUsesTheBufferAgain() {
        InboundMessage message = arrive("hello", PROPERTIES.encoded(7), 1, false, false);

        message.keep();
        wire.setZero(0, wire.capacity());
        message.letGo();

        byte[] read = new byte[5];
        message.readPayload(read);
        assertThat(new String(read, UTF_8)).isEqualTo("hello");
        assertThat(message.payload().toString()).isEqualTo("hello");
        assertThat(message.properties()).isEqualTo(PROPERTIES);
    }

    @Test
    void shouldRefuseItsBytesOnceTheyAreGone() {
        InboundMessage message = arrive("hello", PROPERTIES.encoded(7), 1, false, false);
        message.letGo();

        assertThatIllegalStateException().isThrownBy(message::payload).withMessageContaining("message on t was read");
        assertThatIllegalStateException().isThrownBy(() -> message.readPayload(new byte[5]));
        assertThatIllegalStateException().isThrownBy(message::properties);
        assertThat(message.payloadLength()).isEqualTo(5);
    }

    @Test
    void shouldBeTheSameWhenItComesAgain() {
        InboundMessage message = message("t", "hello", QoS.AT_LEAST_ONCE, false, PROPERTIES);

        assertThat(message.sameAs(message("t", "hello", QoS.AT_LEAST_ONCE, false, PROPERTIES.withExpiry(null))))
                .isTrue();
        assertThat(List.of(
                        message("u", "hello", QoS.AT_LEAST_ONCE, false, PROPERTIES),
                        message("t", "Hello", QoS.AT_LEAST_ONCE, false, PROPERTIES),
                        message("t", "hello!", QoS.AT_LEAST_ONCE, false, PROPERTIES),
                        message("t", "hello", QoS.EXACTLY_ONCE, false, PROPERTIES),
                        message("t", "hello", QoS.AT_LEAST_ONCE, true, PROPERTIES),
                        message("t", "hello", QoS.AT_LEAST_ONCE, false, PROPERTIES.with("a", "3"))))
                .noneMatch(message::sameAs);
    }

    private static InboundMessage message(
            String topic, String payload, QoS qos, boolean retained, MessageProperties properties) {
        return new InboundMessage(new TopicName(topic), Buffer.buffer(payload), qos, retained, true, properties);
    }

    @Test
    void shouldStillKnowWhatWasAskedInTime() {
        InboundMessage message = arrive("hello", PropertyBlock.EMPTY, 1, false, false);
        message.payload();
        message.letGo();

        assertThat(message.payload().toString()).isEqualTo("hello");
        assertThat(message.properties()).isEqualTo(MessageProperties.NONE);
    }

    @ParameterizedTest
    @CsvSource({"0,false,false", "1,true,false", "1,false,true", "2,true,true"})
    void shouldSayHowItCame(int qos, boolean retained, boolean duplicate) {
        InboundMessage message = arrive("", PropertyBlock.EMPTY, qos, retained, duplicate);

        assertThat(message.qos().level()).isEqualTo(qos);
        assertThat(message.retained()).isEqualTo(retained);
        assertThat(message.duplicate()).isEqualTo(duplicate);
        assertThat(message).hasToString("InboundMessage[t, " + message.qos() + ", 0 bytes]");
    }

    private InboundMessage arrive(String payload, PropertyBlock block, int qos, boolean retained, boolean duplicate) {
        PacketEncoder.publish(
                wire,
                ProtocolVersion.V5,
                new TopicName("t").utf8(),
                qos == 0 ? 0 : 9,
                qos,
                retained,
                duplicate,
                block,
                0,
                Unpooled.copiedBuffer(payload, UTF_8));
        List<InboundMessage> arrived = new ArrayList<>();
        new Frames(frame -> arrived.add(new InboundMessage(new TopicName("t"), frame))).decode(wire);
        return arrived.get(0);
    }
}
