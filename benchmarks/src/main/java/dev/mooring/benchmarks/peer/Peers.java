package dev.mooring.benchmarks.peer;

import dev.mooring.mqtt.codec.ProtocolVersion;

/** The clients by name. The two that need the application round them are in {@code dev.mooring.benchmarks.client}. */
public final class Peers {

    private Peers() {}

    /**
     * Makes a client.
     *
     * @throws IllegalArgumentException when there is none of that name
     */
    public static Peer named(String name) {
        return switch (name) {
            case "netty" -> new BareNetty();
            case "vertx" -> new VertxClient();
            case "hivemq3" -> new HiveMq3();
            case "hivemq5" -> new HiveMq5();
            case "hivemq5-async" -> new HiveMq5Async();
            case "paho3" -> new Paho3();
            case "paho5" -> new Paho5();
            case "mooring" -> new MooringEngine(ProtocolVersion.V5);
            case "mooring3" -> new MooringEngine(ProtocolVersion.V3_1_1);
            default -> throw new IllegalArgumentException("there is no peer '" + name + "'");
        };
    }
}
