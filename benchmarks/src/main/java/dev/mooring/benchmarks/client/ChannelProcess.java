package dev.mooring.benchmarks.client;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;

/**
 * The client process of the two peers that are connectors: a small Quarkus application round {@link ChannelPeer}, or with the
 * argument {@value #FAULTED} round {@link FaultedChannel}, until it is stopped.
 */
@QuarkusMain
public final class ChannelProcess implements QuarkusApplication {

    private static final String FAULTED = "faulted";

    private final ChannelPeer peer;

    ChannelProcess(ChannelPeer peer) {
        this.peer = peer;
    }

    @Override
    public int run(String... args) {
        if (args.length > 0 && args[0].equals(FAULTED)) {
            Quarkus.waitForExit();
            return 0;
        }
        Order order = Order.parse(args);
        ClientProcess.runAndEnd(() -> ClientProcess.measurement(order).run(order, peer));
        return 0;
    }
}
