package dev.mooring.benchmarks.client;

import dev.mooring.benchmarks.peer.Peer;
import java.util.Map;

/** One kind of measurement. */
interface Measurement {

    /** Runs it and returns the figures by name. */
    Map<String, Object> run(Order order, Peer peer) throws Exception;
}
