package dev.mooring.mqtt;

import dev.mooring.broker.MqttVersion;
import dev.mooring.broker.OnEveryBrokerAndVersion;
import dev.mooring.broker.TestBroker;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static dev.mooring.mqtt.LiveSession.soon;
import static org.assertj.core.api.Assertions.assertThat;

/** What a session gets for what it subscribed, and whether that outlives its connections. */
@OnEveryBrokerAndVersion
class SessionSubscriptionsOnBrokersTest extends SessionsOnBrokers {

    SessionSubscriptionsOnBrokersTest(TestBroker broker, MqttVersion version) {
        super(broker, version);
    }

    @Test
    void shouldShareASubscriptionWithAnotherSession() {
        List<String> all = IntStream.range(0, 200).mapToObj(String::valueOf).toList();
        LiveSession one = session(to(broker.url()));
        LiveSession other = session(to(broker.url()));
        List<LiveSession.Keeper> keepers = Stream.of(one, other)
                .map(each -> each.subscribe("$share/group/" + topic + "/+", true))
                .toList();
        Stream.of(one, other).forEach(each -> subscribed(each.connect()));
        LiveSession publisher = connected(broker.url());

        all.forEach(each -> publisher.send(topic + "/" + each, each));

        soon(() -> assertThat(keepers.stream().flatMap(each -> each.payloads().stream()))
                .containsExactlyInAnyOrderElementsOf(all));
        if (!broker.name().equals("hivemq")) { // which may give everything to one of them
            assertThat(keepers).allSatisfy(each -> assertThat(each.payloads()).isNotEmpty());
        }
    }

    @Test
    void shouldFindItsSubscriptionsAndWhatCameMeanwhileAfterAReconnect() {
        LiveSession session = session(to(proxy.url()));
        LiveSession.Keeper keeper = session.subscribe(topic + "/#", true);
        session.connect();
        subscribed(session);

        whileAway(session, () -> peer.publish(topic + "/a", "meanwhile", 1, false));
        keeper.awaitPayloads("meanwhile");
        peer.publish(topic + "/a", "afterwards", 1, false);

        keeper.awaitPayloads("meanwhile", "afterwards");
        assertThat(session.awaitState(ConnectionState.Connected.class).sessionPresent())
                .isTrue();
        assertThat(session.log().events()).containsExactly("disconnected CLOSED_BY_PEER");
    }

    @Test
    void shouldSubscribeAgainWhereTheSessionIsLost() {
        LiveSession session = session(to(proxy.url()).clean());
        LiveSession.Keeper keeper = session.subscribe(topic, true);
        session.connect();
        subscribed(session);

        whileAway(session, () -> peer.publish(topic, "missed", 1, false));
        subscribed(session);
        peer.publish(topic, "afterwards", 1, false);

        keeper.awaitPayloads("afterwards");
    }

    @Test
    void shouldStayWithoutWhatItUnsubscribedAfterAReconnect() {
        LiveSession session = session(to(proxy.url()));
        LiveSession.Keeper dropped = session.subscribe(topic + "/dropped", true);
        LiveSession.Keeper kept = session.subscribe(topic + "/kept", true);
        session.connect();
        subscribed(session);

        whileAway(session, dropped::cancel);
        soon(() -> {
            int before = session.log().received().size();
            peer.publish(topic + "/dropped", "unwanted", 1, false);
            peer.publish(topic + "/kept", "wanted", 1, false);
            soon(() -> assertThat(session.log().received()).last().isEqualTo("wanted"));
            assertThat(session.log().received()).hasSize(before + 1);
        });

        assertThat(dropped.payloads()).isEmpty();
        assertThat(kept.payloads()).containsOnly("wanted");
    }

    @Test
    void shouldHandOneMessageToEveryHandlerOfFiltersThatOverlap() {
        LiveSession session = session(to(broker.url()));
        List<LiveSession.Keeper> keepers = Stream.of("/a/b", "/+/b", "/a/+", "/a/#", "/#")
                .map(each -> session.subscribe(topic + each, true))
                .toList();
        session.connect();
        subscribed(session);

        peer.publish(topic + "/a/b", "once", 1, false);
        peer.publish(topic + "/end", "end", 1, false);

        soon(() -> assertThat(session.log().received()).containsExactly("once", "end"));
        soon(() -> assertThat(keepers.get(4).payloads()).containsExactly("once", "end"));
        assertThat(keepers.subList(0, 4))
                .allSatisfy(each -> assertThat(each.payloads()).containsExactly("once"));
    }

    /** Filters of which none covers the other are two subscriptions: a broker may deliver for each. */
    @Test
    void shouldServeHandlersOfFiltersThatOverlapInPart() {
        LiveSession session = session(to(broker.url()));
        LiveSession.Keeper one = session.subscribe(topic + "/a/+", true);
        LiveSession.Keeper other = session.subscribe(topic + "/+/b", true);
        session.connect();
        subscribed(session);

        peer.publish(topic + "/a/b", "both", 1, false);
        peer.publish(topic + "/a/end", "one", 1, false);
        peer.publish(topic + "/end/b", "other", 1, false);

        soon(() -> assertThat(one.payloads().stream().distinct()).containsExactly("both", "one"));
        soon(() -> assertThat(other.payloads().stream().distinct()).containsExactly("both", "other"));
    }
}
