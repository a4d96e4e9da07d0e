package dev.mooring.benchmarks.peer;

import dev.mooring.benchmarks.work.InFlight;
import dev.mooring.benchmarks.work.Inbox;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/** Vert.x' MQTT client, acknowledging by hand, spread over the event loops. MQTT 3.1.1, no reconnect of its own. */
final class VertxClient implements Peer {

    private final Vertx vertx = Vertx.vertx();
    private final List<VertxConnection> connections = new ArrayList<>();

    @Override
    public void connect(Target target, List<Inbox> inboxes) throws Exception {
        for (int i = 0; i < inboxes.size(); i++) {
            connections.add(new VertxConnection(vertx, target, target.clientId(i), inboxes.get(i)));
        }
        Await.all(connections.stream().map(VertxConnection::connect).toList());
    }

    @Override
    public void subscribe(int qos) {
        connections.forEach(each -> each.subscribe(qos));
    }

    @Override
    public void publish(int connection, byte[] payload, int qos, InFlight inFlight) {
        connections.get(connection).publish(new Outgoing(payload, qos, inFlight));
    }

    @Override
    public int connected() {
        return (int) connections.stream().filter(VertxConnection::isConnected).count();
    }

    @Override
    public void disconnect() throws Exception {
        Await.all(connections.stream().map(VertxConnection::disconnect).toList());
    }
}
