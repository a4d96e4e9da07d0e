package dev.mooring.mqtt;

import dev.mooring.mqtt.codec.ProtocolVersion;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PacketWriterTest {

    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
    private final ChannelHandlerContext context = channel.pipeline().firstContext();
    private final PacketWriter writer = new PacketWriter(context, ProtocolVersion.V5, () -> {});

    @AfterEach
    void release() {
        channel.finishAndReleaseAll();
    }

    /** As a handler behind reactive messaging does it: two turns of the event loop for each message. */
    private void acknowledgeInTurns(int messages) {
        writer.pubAck(1);
        writer.flushSoon();
        if (messages > 1) {
            context.executor().execute(() -> context.executor().execute(() -> acknowledgeInTurns(messages - 1)));
        }
    }

    @Test
    void shouldWriteOnceWhatComesInTurnsOneAfterTheOther() {
        acknowledgeInTurns(20);
        channel.runPendingTasks();

        assertThat(channel.outboundMessages()).hasSize(1);
    }

    @Test
    void shouldNotWaitForEverWhileMoreComes() {
        acknowledgeInTurns(1000);
        channel.runPendingTasks();

        assertThat(channel.outboundMessages()).hasSizeBetween(2, 50);
    }

    @Test
    void shouldFlushWhenNothingMoreComes() {
        acknowledgeInTurns(1);
        channel.runPendingTasks();

        assertThat(channel.outboundMessages()).hasSize(1);
    }
}
