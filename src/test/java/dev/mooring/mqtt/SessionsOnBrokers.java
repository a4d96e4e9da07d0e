package dev.mooring.mqtt;

import dev.mooring.broker.MqttVersion;
import dev.mooring.broker.Peer;
import dev.mooring.broker.TcpProxy;
import dev.mooring.broker.TestBroker;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;

/** What tests of sessions need on each broker and in each version: sessions, a proxy, a foreign peer, a topic each. */
abstract class SessionsOnBrokers {

    static final Duration LONG = Duration.ofSeconds(30);

    private static final AtomicInteger TOPICS = new AtomicInteger();

    private static Vertx vertx = Vertx.vertx();

    final TestBroker broker;
    final MqttVersion version;
    final TcpProxy proxy;
    final Peer peer;
    /** The name of the test and a number; brokers are shared by the tests of a run. */
    String topic = "";

    private final List<LiveSession> sessions = new ArrayList<>();

    SessionsOnBrokers(TestBroker broker, MqttVersion version) {
        this.broker = broker;
        this.version = version;
        this.proxy = TcpProxy.to(broker);
        this.peer = Peer.to(broker.url()).connect();
    }

    @BeforeAll
    static void startEventLoops() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopEventLoops() {
        vertx.close();
    }

    @BeforeEach
    void nameTopics(TestInfo test) {
        topic = test.getTestMethod().orElseThrow().getName() + TOPICS.incrementAndGet();
    }

    @AfterEach
    void end() {
        sessions.forEach(each -> each.session().stop(Duration.ofMillis(200)));
        proxy.close();
        peer.close();
    }

    /** Options of a session in the version of this run. */
    LiveSession.Options to(String url) {
        return LiveSession.to(vertx, url).version(version.toString());
    }

    LiveSession connected(String url) {
        return session(to(url)).connect();
    }

    /** Made, not started, and stopped after the test. */
    LiveSession session(LiveSession.Options options) {
        LiveSession session = options.make();
        sessions.add(session);
        return session;
    }

    /** Waits until what was subscribed so far is; the broker answers in order. */
    void subscribed(LiveSession session) {
        session.publish("subscribed/" + topic, "x");
    }

    /**
     * Lets something happen while a session of {@link #proxy} has no connection. What is published then arrives at once:
     * HiveMQ sends nothing more while something it has sent before is not acknowledged.
     */
    void whileAway(LiveSession session, Runnable action) {
        proxy.refuse(true);
        proxy.cut();
        session.awaitEntered(ConnectionState.BackingOff.class);
        action.run();
        proxy.refuse(false);
        session.awaitState(ConnectionState.Connected.class);
    }
}
