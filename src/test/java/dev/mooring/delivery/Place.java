package dev.mooring.delivery;

import dev.mooring.broker.TcpProxy;
import dev.mooring.broker.TestBroker;
import dev.mooring.mqtt.codec.ProtocolVersion;

/**
 * Where a service under faults is connected: a broker, in one version, through a network of its own.
 *
 * @param name the site's, and what its topics begin with
 */
record Place(String name, TestBroker broker, ProtocolVersion version, TcpProxy proxy) {

    static Place at(TestBroker broker, ProtocolVersion version) {
        String name = broker.name() + version.text().replace(".", "");
        return new Place(name, broker, version, TcpProxy.to(broker));
    }

    /** What the service handles. */
    String inbound(String row) {
        return name + "/in/" + row;
    }

    /** What the service publishes. */
    String outbound(String row) {
        return name + "/out/" + row;
    }
}
