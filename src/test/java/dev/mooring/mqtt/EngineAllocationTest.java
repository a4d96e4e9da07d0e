package dev.mooring.mqtt;

import com.sun.management.ThreadMXBean;
import dev.mooring.mqtt.codec.PacketEncoder;
import dev.mooring.mqtt.codec.PropertyBlock;
import dev.mooring.mqtt.codec.ProtocolVersion;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.vertx.core.buffer.Buffer;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What the engine's own path allocates for each message, the bars of its issue. */
class EngineAllocationTest {

    private static final int MESSAGES = 250;
    private static final int ROUNDS = 400;
    private static final double INBOUND_BAR = 100;
    private static final double OUTBOUND_BAR = 50;
    private static final TopicName TOPIC = new TopicName("site/7/telemetry");

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final ContextSeeker seeker = new ContextSeeker();
    private final EmbeddedChannel channel = new EmbeddedChannel(seeker);

    private static final class ContextSeeker extends ChannelInboundHandlerAdapter {
        private @Nullable ChannelHandlerContext context;

        @Override
        public void handlerAdded(ChannelHandlerContext added) {
            context = added;
        }
    }

    @Test
    void shouldTakeAMessageInWithinTheBar() {
        Subscriptions subscriptions = new Subscriptions();
        byte[] payload = new byte[300];
        subscriptions.add(new Subscriptions.Entry(
                new TopicFilter("site/#"), QoS.AT_LEAST_ONCE, SubscribeOptions.NONE, new MessageHandler() {
                    @Override
                    public void handle(InboundMessage message, Acknowledgement done) {
                        message.readPayload(payload);
                        done.run();
                    }

                    @Override
                    public boolean readsInPlace() {
                        return true;
                    }
                }));
        CountingLink link = new CountingLink();
        Intake intake = new Intake(
                channel.eventLoop(),
                subscriptions,
                new SessionListener() {},
                Limits.DEFAULT,
                () -> false,
                Duration.ofMinutes(2));
        intake.connected(link, false);
        InboundAliases topics = new InboundAliases(new TopicNames(), 0);
        Frames frames = new Frames(frame ->
                intake.received(new InboundMessage(topics.topic(frame), frame), frame.packetId(), System.nanoTime()));
        ByteBuf bytes = Unpooled.buffer();
        for (int id = 1; id <= MESSAGES; id++) {
            PacketEncoder.publish(
                    bytes,
                    ProtocolVersion.V5,
                    TOPIC.utf8(),
                    id,
                    1,
                    false,
                    false,
                    PropertyBlock.EMPTY,
                    0,
                    Unpooled.wrappedBuffer(new byte[220]));
        }

        double allocated = allocatedPerMessage(() -> frames.decode(bytes.readerIndex(0)));

        assertThat(link.acknowledged).isEqualTo(2L * ROUNDS * MESSAGES);
        assertThat(allocated).isLessThanOrEqualTo(INBOUND_BAR);
    }

    @Test
    void shouldSendAMessageWithinTheBar() {
        PacketWriter writer = new PacketWriter(Objects.requireNonNull(seeker.context), ProtocolVersion.V5, () -> {});
        Deque<Runnable> tasks = new ArrayDeque<>();
        OutboundWindow window = new OutboundWindow(
                new Limits(1, MESSAGES, 1 << 20), new PacketIds<>(), TestLoop.of(tasks::add), () -> {});
        WritingLink link = new WritingLink(writer, MESSAGES);
        window.connected(link, false, null);
        OutboundMessage message = new OutboundMessage(TOPIC, Buffer.buffer(new byte[220]), QoS.AT_LEAST_ONCE, false);
        long[] done = new long[1];
        PublishListener listener = failure -> done[0]++;

        double allocated = allocatedPerMessage(() -> {
            for (int i = 0; i < MESSAGES; i++) {
                window.offer(message, listener);
            }
            tasks.remove().run();
            link.answer(window);
            channel.releaseOutbound();
        });

        assertThat(done[0]).isEqualTo(2L * ROUNDS * MESSAGES);
        assertThat(allocated).isLessThanOrEqualTo(OUTBOUND_BAR);
    }

    private double allocatedPerMessage(Runnable messages) {
        rounds(messages);
        long id = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(id);
        rounds(messages);
        return (threads.getThreadAllocatedBytes(id) - before) / (double) (ROUNDS * MESSAGES);
    }

    private static void rounds(Runnable messages) {
        for (int i = 0; i < ROUNDS; i++) {
            messages.run();
        }
    }
}
