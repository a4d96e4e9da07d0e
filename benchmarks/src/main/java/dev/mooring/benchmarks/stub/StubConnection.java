package dev.mooring.benchmarks.stub;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** One client's connection. Confined to the stub's thread. */
final class StubConnection {

    /** What clients that cannot say it (MQTT 3.1.1) are sent ahead of their acknowledgements. */
    private static final int WINDOW = 1000;

    private static final int MAX_WRITE = 64 << 10;
    private static final int RECEIVE_MAXIMUM = 0x21;
    private static final byte[] TOPIC = Scenario.TOPIC.getBytes(StandardCharsets.UTF_8);

    private final SocketChannel channel;
    private final SelectionKey key;
    private final Scenario scenario;
    private final ByteBuffer in = ByteBuffer.allocateDirect(128 << 10);
    private ByteBuffer answers = ByteBuffer.allocateDirect(8 << 10);

    private boolean version5;
    private boolean subscribed;
    private int window = WINDOW;

    // Sending; ring is null before SUBSCRIBE.
    private @Nullable PacketRing ring;
    private final BitSet unacknowledged = new BitSet();
    private int unacknowledgedCount;
    private int place;
    private long left;
    private int grantedQos;
    private ByteBuffer publishes = ByteBuffer.allocate(0);

    StubConnection(SocketChannel channel, SelectionKey key, Scenario scenario) {
        this.channel = channel;
        this.key = key;
        this.scenario = scenario;
    }

    boolean subscribed() {
        return subscribed;
    }

    /** Begins to send so many more. */
    void blast(long count) throws IOException {
        left += count;
        write();
    }

    /** Begins at another place than the others, so that their ids do not meet. */
    void startAt(int newPlace) {
        place = newPlace;
    }

    void close() {
        key.cancel();
        try {
            channel.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }

    /** Reads what is there and answers it; false when the client has gone. */
    boolean read() throws IOException {
        int count = channel.read(in);
        if (count < 0) {
            return false;
        }
        in.flip();
        boolean goesOn = true;
        while (goesOn && hasPacket()) {
            goesOn = packet();
        }
        in.compact();
        if (goesOn) {
            write();
        }
        return goesOn;
    }

    /** Writes answers and publishes until nothing is left, the window is full, or the socket takes no more. */
    void write() throws IOException {
        boolean blocked = false;
        while (!blocked) {
            if (publishes.hasRemaining()) {
                channel.write(publishes);
                blocked = publishes.hasRemaining();
            } else if (answers.position() > 0) {
                answers.flip();
                channel.write(answers);
                blocked = answers.hasRemaining();
                answers.compact();
            } else if (!nextPublishes()) {
                break;
            }
        }
        // A client that reads nothing is read nothing either, or answers would pile up.
        int interest = blocked
                ? SelectionKey.OP_WRITE | (answers.position() < MAX_WRITE ? SelectionKey.OP_READ : 0)
                : SelectionKey.OP_READ;
        if (key.interestOps() != interest) {
            key.interestOps(interest);
        }
    }

    /** Takes the next packets in a row that window and identifiers allow. */
    private boolean nextPublishes() {
        PacketRing packets = ring;
        if (packets == null || left == 0) {
            return false;
        }
        long most = Math.min(left, Math.max(1, MAX_WRITE / packets.packetLength()));
        most = Math.min(most, packets.count() - place);
        int end = place;
        if (grantedQos == 0) {
            end += (int) most;
        } else {
            most = Math.min(most, window - unacknowledgedCount);
            while (end - place < most && !unacknowledged.get(end)) {
                end++;
            }
            unacknowledged.set(place, end);
            unacknowledgedCount += end - place;
        }
        if (end == place) {
            return false;
        }
        publishes = packets.slice(place, end);
        scenario.sent += end - place;
        left -= end - place;
        place = end == packets.count() ? 0 : end;
        return true;
    }

    // ---- packets

    private boolean hasPacket() {
        int length = 0;
        for (int i = 0; i < 4; i++) {
            int at = in.position() + 1 + i;
            if (at >= in.limit()) {
                return false;
            }
            byte digit = in.get(at);
            length |= (digit & 127) << 7 * i;
            if (digit >= 0) {
                return in.limit() - at - 1 >= length;
            }
        }
        throw new IllegalStateException("no packet begins like this");
    }

    private boolean packet() {
        int first = in.get() & 0xff;
        int length = readLength(in);
        int end = in.position() + length;
        switch (first >> 4) {
            case 1 -> connect();
            case 3 -> publish(first >> 1 & 3);
            case 4 -> done(in.getShort() & 0xffff);
            case 5 -> answer(0x62, in.getShort() & 0xffff);
            case 6 -> released(in.getShort() & 0xffff);
            case 7 -> done(in.getShort() & 0xffff);
            case 8 -> subscribe(end);
            case 10 -> unsubscribe(end);
            case 12 -> answers(new byte[] {(byte) 0xd0, 0});
            case 14 -> {
                return false;
            }
            default -> scenario.errors++;
        }
        in.position(end);
        return true;
    }

    private void connect() {
        in.position(in.position() + 2 + in.getShort(in.position())); // protocol name
        version5 = in.get() == 5;
        in.position(in.position() + 3); // flags, keep-alive
        if (version5) {
            readProperties();
            answers(new byte[] {0x20, 3, 0, 0, 0});
        } else {
            answers(new byte[] {0x20, 2, 0, 0});
        }
    }

    private void readProperties() {
        int length = readLength(in);
        int end = in.position() + length;
        while (in.position() < end) {
            int id = in.get();
            switch (id) {
                case RECEIVE_MAXIMUM -> window = Math.min(WINDOW, in.getShort() & 0xffff);
                case 0x11, 0x27 -> in.getInt();
                case 0x22 -> in.getShort();
                case 0x17, 0x19 -> in.get();
                default -> {
                    return; // the caller goes to the end anyway
                }
            }
        }
    }

    private void subscribe(int end) {
        int id = in.getShort();
        if (version5) {
            int properties = readLength(in);
            in.position(in.position() + properties);
        }
        byte[] granted = new byte[16];
        int filters = 0;
        boolean ours = false;
        while (in.position() < end) {
            byte[] filter = new byte[in.getShort()];
            in.get(filter);
            int qos = Math.min(in.get() & 3, scenario.qos);
            granted[filters++] = (byte) qos;
            if (Arrays.equals(filter, TOPIC)) {
                ours = true;
                grantedQos = qos;
            }
        }
        subscribed |= ours;
        if (ours && scenario.sends) {
            ring = scenario.ring(version5, grantedQos);
            scenario.weakestQos = Math.min(scenario.weakestQos, grantedQos);
        }
        acknowledge(0x90, id, Arrays.copyOf(granted, filters));
    }

    private void unsubscribe(int end) {
        acknowledge(0xb0, in.getShort(), new byte[version5 ? 1 : 0]);
        ring = null;
        in.position(end);
    }

    private void acknowledge(int type, int id, byte[] codes) {
        int length = 2 + (version5 ? 1 : 0) + codes.length;
        ByteBuffer packet = ByteBuffer.allocate(2 + length);
        packet.put((byte) type).put((byte) length).putShort((short) id);
        if (version5) {
            packet.put((byte) 0);
        }
        answers(packet.put(codes).array());
    }

    private void publish(int qos) {
        int topicLength = in.getShort() & 0xffff;
        boolean ours = topicLength == TOPIC.length && in.get(in.position() + topicLength - 1) == TOPIC[topicLength - 1];
        if (ours) {
            scenario.received++;
            scenario.weakestQos = Math.min(scenario.weakestQos, qos);
        }
        if (qos > 0) {
            int id = in.getShort(in.position() + topicLength) & 0xffff;
            answer(qos == 1 ? 0x40 : 0x50, id);
            if (ours && qos == 1) {
                scenario.answered++;
            }
        }
    }

    private void released(int id) {
        answer(0x70, id);
        scenario.answered++;
    }

    /** PUBACK or PUBCOMP: the identifier is free again. */
    private void done(int id) {
        if (id == 0 || !unacknowledged.get(id - 1)) {
            scenario.errors++;
            return;
        }
        unacknowledged.clear(id - 1);
        unacknowledgedCount--;
        scenario.acknowledged++;
    }

    private void answer(int type, int id) {
        ensure(4);
        answers.put((byte) type).put((byte) 2).putShort((short) id);
    }

    private void answers(byte[] packet) {
        ensure(packet.length);
        answers.put(packet);
    }

    private void ensure(int length) {
        if (answers.remaining() < length) {
            answers = ByteBuffer.allocateDirect(answers.capacity() * 2).put(answers.flip());
        }
    }

    private static int readLength(ByteBuffer from) {
        int length = 0;
        for (int shift = 0; ; shift += 7) {
            byte digit = from.get();
            length |= (digit & 127) << shift;
            if (digit >= 0) {
                return length;
            }
        }
    }
}
