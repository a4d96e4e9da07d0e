package dev.mooring.mqtt;

/** Writes what is published, and knows the ids to be answered. */
final class WritingLink extends CountingLink {

    private final PacketWriter writer;
    private final int[] ids;
    private int open;

    WritingLink(PacketWriter writer, int atMost) {
        this.writer = writer;
        this.ids = new int[atMost];
    }

    void answer(OutboundWindow window) {
        for (int i = 0; i < open; i++) {
            window.pubAck(ids[i], 0);
        }
        open = 0;
    }

    @Override
    public void publish(OutboundMessage message, QoS qos, int packetId, boolean duplicate, long expirySeconds) {
        ids[open++] = packetId;
        writer.publish(message, qos, packetId, duplicate, expirySeconds);
    }

    @Override
    public void flush() {
        writer.flush();
    }
}
