package dev.mooring.benchmarks.peer;

import dev.mooring.benchmarks.work.InFlight;
import dev.mooring.benchmarks.work.Inbox;
import java.util.List;

/** A client that is measured, with one connection or many. */
public interface Peer {

    /** Opens one connection for each inbox, all at the same time, and waits for all. */
    void connect(Target target, List<Inbox> inboxes) throws Exception;

    /** Subscribes every connection; each message is acknowledged after its inbox took it. */
    void subscribe(int qos) throws Exception;

    /** Publishes, and tells {@code inFlight} at PUBACK or PUBCOMP; with QoS 0 when the client says that it was sent. */
    void publish(int connection, byte[] payload, int qos, InFlight inFlight) throws Exception;

    /** How many connections stand. */
    int connected();

    /** Sends DISCONNECT over every connection and waits until all are closed. */
    void disconnect() throws Exception;
}
