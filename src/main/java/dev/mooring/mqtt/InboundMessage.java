package dev.mooring.mqtt;

import dev.mooring.mqtt.codec.PropertyReader;
import dev.mooring.mqtt.codec.PublishFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.buffer.impl.BufferImpl;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A message that arrived. Immutable to everybody but the session, which takes its bytes out of the network's buffer
 * before that is used again.
 */
public final class InboundMessage {

    private static final byte[] NOTHING = {};
    private static final int QOS = 3;
    private static final int RETAINED = 4;
    private static final int DUPLICATE = 8;

    private final TopicName topic;
    /** QoS, retained and duplicate in one byte, since there is one such object for each message. */
    private final byte flags;

    private final int payloadLength;

    /** Where payload and properties still lie in the network's buffer; null when they were taken out. */
    private @Nullable ByteBuf wire;

    /** Properties, if there are any, end where the payload starts. */
    private int payloadStart;

    private int propertiesLength;

    private byte @Nullable [] payload;
    private @Nullable MessageProperties properties;

    /**
     * A message that holds its own bytes.
     *
     * @param topic     where it was published
     * @param payload   what; not copied, must not change afterwards
     * @param qos       the quality of service it was delivered with
     * @param retained  whether the broker sent it because it had kept it, not because it was published just now
     * @param duplicate whether the broker says that it may have sent it before
     */
    public InboundMessage(TopicName topic, Buffer payload, QoS qos, boolean retained, boolean duplicate) {
        this(topic, payload, qos, retained, duplicate, MessageProperties.NONE);
    }

    /**
     * As {@link #InboundMessage(TopicName, Buffer, QoS, boolean, boolean)}.
     *
     * @param properties what MQTT 5 adds
     */
    public InboundMessage(
            TopicName topic,
            Buffer payload,
            QoS qos,
            boolean retained,
            boolean duplicate,
            MessageProperties properties) {
        this.topic = topic;
        this.flags = flags(qos.level(), retained, duplicate);
        this.payload = payload.getBytes();
        this.payloadLength = payload.length();
        this.properties = properties;
    }

    /** A message whose bytes lie in a buffer that others will use again: see {@link #keep} and {@link #letGo}. */
    InboundMessage(TopicName topic, PublishFrame frame) {
        this.topic = topic;
        this.flags = flags(frame.qos(), frame.retain(), frame.duplicate());
        this.wire = frame.buffer();
        this.payloadStart = frame.payloadStart();
        this.payloadLength = frame.payloadLength();
        this.propertiesLength = frame.propertiesLength();
    }

    private static byte flags(int qos, boolean retained, boolean duplicate) {
        return (byte) (qos | (retained ? RETAINED : 0) | (duplicate ? DUPLICATE : 0));
    }

    /** Where it was published. */
    public TopicName topic() {
        return topic;
    }

    /** The quality of service it was delivered with. */
    public QoS qos() {
        return QoS.of(flags & QOS);
    }

    /** Whether the broker sent it because it had kept it, not because it was published just now. */
    public boolean retained() {
        return (flags & RETAINED) != 0;
    }

    /** Whether the broker says that it may have sent it before. */
    public boolean duplicate() {
        return (flags & DUPLICATE) != 0;
    }

    /** Size of the payload in bytes. */
    public int payloadLength() {
        return payloadLength;
    }

    /** The payload; not to be changed, several handlers may look at it. */
    public Buffer payload() {
        return BufferImpl.buffer(Unpooled.wrappedBuffer(payloadBytes()));
    }

    /** The payload's bytes; not copied for each caller, and not to be changed. */
    public byte[] payloadBytes() {
        byte[] bytes = payload;
        if (bytes == null) {
            bytes = payloadLength == 0 ? NOTHING : new byte[payloadLength];
            readPayload(bytes);
            payload = bytes;
        }
        return bytes;
    }

    /**
     * Copies the payload to the beginning of an array that has room for {@link #payloadLength} bytes. The cheapest way
     * to look at a message, for a handler that {@linkplain MessageHandler#readsInPlace reads in place}.
     */
    public void readPayload(byte[] target) {
        byte[] bytes = payload;
        if (bytes != null) {
            System.arraycopy(bytes, 0, target, 0, payloadLength);
        } else {
            wire().getBytes(payloadStart, target, 0, payloadLength);
        }
    }

    /** What MQTT 5 adds; {@link MessageProperties#NONE} on 3.1.1. */
    public MessageProperties properties() {
        MessageProperties known = properties;
        if (known == null) {
            known = propertiesLength == 0
                    ? MessageProperties.NONE
                    : MessageProperties.read(
                            new PropertyReader(wire(), payloadStart - propertiesLength, propertiesLength));
            properties = known;
        }
        return known;
    }

    /**
     * Whether the other one says the same at the same place, so that it may be this one, sent again. The expiry does not
     * count: the broker tells how much of it is left.
     */
    public boolean sameAs(InboundMessage other) {
        return topic.equals(other.topic)
                && payloadLength == other.payloadLength
                && qos() == other.qos()
                && retained() == other.retained()
                && Arrays.equals(payloadBytes(), other.payloadBytes())
                && properties().withExpiry(null).equals(other.properties().withExpiry(null));
    }

    private ByteBuf wire() {
        ByteBuf buffer = wire;
        if (buffer == null) {
            throw new IllegalStateException(
                    "message on " + topic + " was read in place: its bytes are gone since its handler returned");
        }
        return buffer;
    }

    /** Takes the bytes out of the network's buffer, for whoever reads them later or elsewhere. */
    void keep() {
        payloadBytes();
        properties();
        wire = null;
    }

    /** The network's buffer is used again from now on. */
    void letGo() {
        wire = null;
    }

    @Override
    public String toString() {
        return "InboundMessage[" + topic + ", " + qos() + ", " + payloadLength + " bytes]";
    }
}
