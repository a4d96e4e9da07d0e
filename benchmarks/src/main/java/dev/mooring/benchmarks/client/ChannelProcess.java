package dev.mooring.benchmarks.client;

import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;

/** The client process of the two peers that are connectors: a small Quarkus application round {@link ChannelPeer}. */
@QuarkusMain
public final class ChannelProcess implements QuarkusApplication {

    private final ChannelPeer peer;

    ChannelProcess(ChannelPeer peer) {
        this.peer = peer;
    }

    @Override
    public int run(String... args) {
        Order order = Order.parse(args);
        ClientProcess.runAndEnd(() -> ClientProcess.measurement(order).run(order, peer));
        return 0;
    }
}
