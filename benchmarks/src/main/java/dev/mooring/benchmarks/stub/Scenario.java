package dev.mooring.benchmarks.stub;

import java.util.HashMap;
import java.util.Map;

/** What the stub does at present, and what it has counted since it was told to. Confined to the stub's thread. */
final class Scenario {

    /** What everybody subscribes to and publishes to. */
    static final String TOPIC = "bench/sensors/temperature";

    /** Both kinds of packets, for the two protocol versions. */
    private static final Map<String, PacketRing> RINGS = new HashMap<>();

    final boolean sends;
    final int qos;
    final int payloadSize;

    long sent;
    /** PUBACK or PUBCOMP that came for what was sent. */
    long acknowledged;
    /** PUBLISH packets that came on {@link #TOPIC}. */
    long received;
    /** PUBACK or PUBCOMP that were written. */
    long answered;
    /** Packets that make no sense where they came. */
    long errors;
    /** The weakest quality of service that a subscription was granted, or a PUBLISH came with. */
    int weakestQos = 2;

    Scenario(boolean sends, int qos, int payloadSize) {
        this.sends = sends;
        this.qos = qos;
        this.payloadSize = payloadSize;
    }

    /** The packets to send; made at the first use. */
    PacketRing ring(boolean version5, int grantedQos) {
        String key = version5 + "/" + grantedQos + "/" + payloadSize;
        return RINGS.computeIfAbsent(key, k -> new PacketRing(TOPIC, grantedQos, payloadSize, version5));
    }
}
