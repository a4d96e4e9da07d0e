package dev.mooring.demo;

import java.io.IOException;
import java.util.Map;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.TransportConstants;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.ActiveMQServers;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/**
 * An MQTT broker inside this process (Apache ActiveMQ Artemis, MQTT 3.1.1 and 5), for dev mode and tests.
 *
 * <p>It listens on 127.0.0.1 only, asks nobody for a password, writes nothing to disk and forgets everything when it is
 * closed. All its messages together, retained ones included, may take 100 MB; above that it refuses publishes instead
 * of losing messages silently. Artemis is on the class path in dev mode and tests only, so nothing that is part of the
 * packaged application may refer to this class.
 *
 * <p>Artemis logs every message unless the log categories {@code org.apache.activemq} and
 * {@code org.apache.activemq.audit} are at WARN.
 */
public final class EmbeddedBroker implements AutoCloseable {

    private static final String HOST = "127.0.0.1";
    private static final String ACCEPTOR = "mqtt";
    private static final long MAX_BYTES = 100L * 1024 * 1024;
    /** A power of two. */
    private static final int QUEUE_BUFFER = 16;

    private final ActiveMQServer server;
    private final int port;

    private EmbeddedBroker(ActiveMQServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /**
     * Starts a broker and returns when it accepts connections, which takes up to a second. Blocks: not for an event
     * loop.
     *
     * @param port where to listen on 127.0.0.1; 0 picks a free port
     * @throws IOException when the port is taken or the broker does not start
     */
    public static EmbeddedBroker start(int port) throws IOException {
        return start(port, MAX_BYTES);
    }

    /** As {@link #start(int)}, with another bound on the bytes of all messages. */
    static EmbeddedBroker start(int port, long maxBytes) throws IOException {
        ActiveMQServer server = ActiveMQServers.newActiveMQServer(configuration(port, maxBytes), false);
        try {
            server.start();
            return new EmbeddedBroker(server, boundPort(server, port));
        } catch (Exception cause) {
            stop(server, cause);
            throw new IOException("embedded broker did not start on " + HOST + ":" + port, cause);
        }
    }

    /** The port it listens on. */
    public int port() {
        return port;
    }

    /** Where to connect to: {@code mqtt://127.0.0.1:PORT}. */
    public String url() {
        return "mqtt://" + HOST + ":" + port;
    }

    /**
     * Cuts all connections and stops; the port is free afterwards. Sessions and retained messages are gone. Blocks: not
     * for an event loop. A second call does nothing.
     *
     * @throws IOException when the broker fails while it stops
     */
    @Override
    public void close() throws IOException {
        try {
            server.stop();
        } catch (Exception cause) {
            throw new IOException("embedded broker on port " + port + " did not stop cleanly", cause);
        }
    }

    private static Configuration configuration(int port, long maxBytes) {
        AddressSettings settings = new AddressSettings()
                // Without a disk there is nothing to page to, and BLOCK would hang a publisher without a word.
                .setAddressFullMessagePolicy(AddressFullMessagePolicy.FAIL)
                // An unacknowledged message stays with its session however often it is delivered.
                .setMaxDeliveryAttempts(-1)
                // Artemis makes a queue for each retained topic, with room for 8,192 messages: 32 KiB of the 63 that
                // one takes.
                .setInitialQueueBufferSize(QUEUE_BUFFER)
                // Nobody listens at these two; without them Artemis warns once per subscription.
                .setDeadLetterAddress(SimpleString.of("dead-letters"))
                .setExpiryAddress(SimpleString.of("expired"));
        return new ConfigurationImpl()
                .setName("mooring-embedded")
                .setPersistenceEnabled(false)
                .setSecurityEnabled(false)
                .setJMXManagementEnabled(false)
                .setCriticalAnalyzer(false)
                .setGlobalMaxSize(maxBytes)
                .addAddressSetting("#", settings)
                .addAcceptorConfiguration(acceptor(port));
    }

    private static TransportConfiguration acceptor(int port) {
        Map<String, Object> parameters = Map.of(
                TransportConstants.HOST_PROP_NAME, HOST,
                TransportConstants.PORT_PROP_NAME, port,
                TransportConstants.PROTOCOLS_PROP_NAME, "MQTT");
        return new TransportConfiguration(NettyAcceptorFactory.class.getName(), parameters, ACCEPTOR);
    }

    /** Artemis starts happily without a listening socket and only logs that the port is taken. */
    private static int boundPort(ActiveMQServer server, int wanted) {
        int actual = server.getRemotingService().getAcceptor(ACCEPTOR).getActualPort();
        if (actual <= 0 || (wanted != 0 && actual != wanted)) {
            throw new IllegalStateException("port " + wanted + " could not be bound, got: " + actual);
        }
        return actual;
    }

    private static void stop(ActiveMQServer server, Exception cause) {
        try {
            server.stop();
        } catch (Exception secondary) {
            cause.addSuppressed(secondary);
        }
    }
}
