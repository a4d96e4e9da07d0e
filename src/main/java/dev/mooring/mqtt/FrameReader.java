package dev.mooring.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import java.util.List;

/**
 * Takes the bytes of MQTT out of a server's frames as they come (RFC 6455, section 5.2). MQTT packets and frames need not end
 * together (MQTT-6.0.0-4), so that nothing has to be gathered or copied here, and a frame may be of any length; Netty's own decoder
 * would hold each frame until it is complete. Pings, pongs and closes come out as Netty's frames.
 */
final class FrameReader extends ByteToMessageDecoder implements WebSocketFrameDecoder {

    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int MAX_CONTROL = 125;

    private long left; // of the frame's data
    private boolean unfinished; // the last data frame was not the last of its message
    private boolean ended; // by a close or an error: the rest means nothing

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (ended) {
            in.skipBytes(in.readableBytes());
        } else if (left > 0) {
            int some = (int) Math.min(left, in.readableBytes());
            out.add(in.readRetainedSlice(some));
            left -= some;
        } else if (in.readableBytes() >= 2) {
            begin(in, out);
        }
    }

    private void begin(ByteBuf in, List<Object> out) {
        int first = in.getUnsignedByte(in.readerIndex());
        int second = in.getUnsignedByte(in.readerIndex() + 1);
        require((first & 0x70) == 0, "a frame has reserved bits");
        require((second & 0x80) == 0, "a server's frame is masked");
        boolean last = (first & 0x80) != 0;
        int opcode = first & 0x0F;
        if (opcode >= CLOSE) {
            require(last && second <= MAX_CONTROL, "a control frame is too long or in pieces");
            if (in.readableBytes() >= 2 + second) {
                out.add(control(opcode, in.skipBytes(2).readRetainedSlice(second)));
            }
        } else if (in.readableBytes() >= headLength(second)) {
            checkData(opcode);
            left = length(in, second);
            unfinished = !last;
        }
    }

    private static int headLength(int length) {
        return length < 126 ? 2 : length == 126 ? 4 : 10;
    }

    private long length(ByteBuf in, int shortLength) {
        in.skipBytes(2);
        if (shortLength < 126) {
            return shortLength;
        }
        long length = shortLength == 126 ? in.readUnsignedShort() : in.readLong();
        require(length >= 0, "a frame is longer than any may be");
        return length;
    }

    private void checkData(int opcode) {
        if (opcode == TEXT) {
            throw broken(WebSocketCloseStatus.INVALID_MESSAGE_TYPE, "a text frame came, and MQTT is binary");
        }
        require(opcode == BINARY || opcode == CONTINUATION, "a frame is of no known kind");
        require(unfinished == (opcode == CONTINUATION), "a continuation frame is missing or out of place");
    }

    private WebSocketFrame control(int opcode, ByteBuf content) {
        return switch (opcode) {
            case CLOSE -> {
                ended = true;
                yield new CloseWebSocketFrame(true, 0, content);
            }
            case PING -> new PingWebSocketFrame(content);
            case PONG -> new PongWebSocketFrame(content);
            default -> {
                content.release();
                throw broken(WebSocketCloseStatus.PROTOCOL_ERROR, "a frame is of no known kind");
            }
        };
    }

    private void require(boolean fine, String otherwise) {
        if (!fine) {
            throw broken(WebSocketCloseStatus.PROTOCOL_ERROR, otherwise);
        }
    }

    private CorruptedWebSocketFrameException broken(WebSocketCloseStatus status, String message) {
        ended = true;
        return new CorruptedWebSocketFrameException(status, "WebSocket: " + message);
    }
}
