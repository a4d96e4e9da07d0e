package dev.mooring.mqtt;

/** What holds a packet id of ours until the broker answered: a message on its way, or a change of what is subscribed. */
abstract sealed class Exchange permits Publication, FilterExchange {

    /** 1 to 65,535 while it is under way, else 0. */
    private char packetId;

    final int packetId() {
        return packetId;
    }

    final void packetId(int id) {
        packetId = (char) id;
    }
}
