package dev.mooring.mqtt;

import dev.mooring.JumpingClock;
import dev.mooring.mqtt.CloseReason.Kind;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a session makes of a network that does exactly what the test says. */
class MqttSessionTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(50);

    private static Vertx vertx = Vertx.vertx();

    private final Context loop = new EventLoops(vertx).next();
    private final FakeTransport transport = new FakeTransport();
    private final SessionLog log = new SessionLog();
    private final List<String> handled = new CopyOnWriteArrayList<>();
    private final List<Runnable> open = new CopyOnWriteArrayList<>();
    private final MessageHandler keeper = (message, done) -> {
        handled.add(message.payload().toString());
        open.add(done);
    };

    private ReconnectOptions reconnect = new ReconnectOptions(Duration.ofMillis(1), Duration.ofMillis(1), LONG);
    private boolean cleanSession;
    private Clock clock = Clock.systemUTC();
    private Supplier<Optional<Credentials>> credentials = Optional::empty;

    @BeforeAll
    static void startEventLoops() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopEventLoops() {
        vertx.close();
    }

    // ---- connecting

    @Test
    void shouldSayItIsThereBeforeAnythingElse() {
        MqttSession session = session();
        session.subscribe(new TopicFilter("a"), QoS.AT_LEAST_ONCE, keeper);
        session.publish(message("early"));
        session.start();

        FakeLink link = connected();

        assertThat(link.said()).containsExactly("publish status online", "subscribe a", "publish t early");
        assertThat(transport.last().request().presence()).isEqualTo(new Words());
        assertThat(session.state()).isInstanceOf(ConnectionState.Connected.class);
    }

    @Test
    void shouldTryItsAddressesInTurn() {
        MqttSession session = session();
        session.start();
        for (int i = 1; i <= 3; i++) {
            FakeTransport.Attempt attempt = attempt(i);
            onLoop(() -> attempt.refuse(ConnectException.unreachable("away", null)));
        }
        attempt(4);

        assertThat(transport.attempts().stream()
                        .map(each -> each.request().address().host()))
                .startsWith("one", "two", "one", "two");
        assertThat(log.words())
                .startsWith("connecting", "backing-off", "connecting", "backing-off", "connecting", "backing-off");
        assertThat(log.states().get(1).cause()).isEqualTo("away");
        assertThat(log.states().get(4)).isEqualTo(new ConnectionState.Connecting(3));
    }

    @Test
    void shouldCountAttemptsFromTheLastConnection() {
        MqttSession session = session();
        session.start();
        FakeTransport.Attempt first = attempt(1);
        onLoop(() -> first.refuse(ConnectException.unreachable("away", null)));
        FakeTransport.Attempt second = attempt(2);
        FakeLink link = onLoop(() -> second.accept(false));
        onLoop(() -> link.close(Kind.KEEP_ALIVE_TIMEOUT));
        attempt(3);

        assertThat(log.states().stream().filter(ConnectionState.Connecting.class::isInstance))
                .containsExactly(
                        new ConnectionState.Connecting(1),
                        new ConnectionState.Connecting(2),
                        new ConnectionState.Connecting(1));
    }

    @Test
    void shouldCallWhatTheBrokerRefusesMisconfigured() {
        reconnect = new ReconnectOptions(Duration.ofMillis(1), Duration.ofMillis(60), LONG);
        MqttSession session = session();
        session.start();
        FakeTransport.Attempt first = attempt(1);
        Instant refusedAt = Instant.now();
        onLoop(() -> first.refuse(ConnectException.refused("bad password", null)));

        assertThat(session.state()).isInstanceOfSatisfying(ConnectionState.Misconfigured.class, state -> {
            assertThat(state.cause()).isEqualTo("bad password");
            assertThat(state.until()).isAfterOrEqualTo(refusedAt.plusMillis(60));
        });
        FakeTransport.Attempt second = attempt(2);
        onLoop(() -> second.accept(false));
        assertThat(session.state()).isInstanceOf(ConnectionState.Connected.class);
    }

    @Test
    void shouldCallUnreadableCredentialsMisconfiguredAndAskAgain() {
        List<String> asked = new CopyOnWriteArrayList<>();
        credentials = () -> {
            asked.add("x");
            if (asked.size() == 1) {
                throw new UncheckedIOException("password file x cannot be read", new IOException());
            }
            return Optional.of(new Credentials("me", "secret"));
        };
        MqttSession session = session();
        session.start();
        connected();

        assertThat(log.words()).startsWith("connecting", "misconfigured", "connecting", "connected");
        assertThat(log.states().get(1).cause()).isEqualTo("password file x cannot be read");
        assertThat(transport.last().request().credentials()).isEqualTo(new Credentials("me", "secret"));
    }

    @Test
    void shouldCoolDownWhenTwoYoungConnectionsWereClosed() {
        MqttSession session = session();
        session.start();
        FakeLink first = connected();
        onLoop(() -> first.close(Kind.CLOSED_BY_PEER));
        FakeTransport.Attempt again = attempt(2);
        FakeLink second = onLoop(() -> again.accept(true));
        onLoop(() -> second.close(Kind.CLOSED_BY_PEER));

        assertThat(session.state()).isInstanceOf(ConnectionState.CoolingDown.class);
        assertThat(session.state().cause()).contains("client id me");
        assertThat(log.events())
                .containsExactly("disconnected CLOSED_BY_PEER", "disconnected CLOSED_BY_PEER", "taken over");
        assertThat(transport.attempts()).hasSize(2);

        session.reconnect();
        attempt(3);
    }

    @Test
    void shouldKnowAYoungConnectionHoweverTheClockIsSet() {
        clock = new JumpingClock(Duration.ofHours(1));
        MqttSession session = session();
        session.start();
        FakeLink first = connected();
        onLoop(() -> first.close(Kind.CLOSED_BY_PEER));
        FakeTransport.Attempt again = attempt(2);
        FakeLink second = onLoop(() -> again.accept(true));
        onLoop(() -> second.close(Kind.CLOSED_BY_PEER));

        assertThat(session.state()).isInstanceOf(ConnectionState.CoolingDown.class);
    }

    @Test
    void shouldTellWhenTheBrokerLostTheSession() {
        MqttSession session = session();
        session.start();
        FakeLink first = connected();
        onLoop(() -> first.close(Kind.KEEP_ALIVE_TIMEOUT));
        FakeTransport.Attempt kept = attempt(2);
        FakeLink second = onLoop(() -> kept.accept(true));
        assertThat(log.events()).doesNotContain("session lost");
        onLoop(() -> second.close(Kind.KEEP_ALIVE_TIMEOUT));
        FakeTransport.Attempt lost = attempt(3);
        onLoop(() -> lost.accept(false));

        assertThat(log.events()).contains("session lost");
    }

    @Test
    void shouldNotMissASessionItAskedToForget() {
        cleanSession = true;
        MqttSession session = session();
        session.start();
        FakeLink first = connected();
        onLoop(() -> first.close(Kind.KEEP_ALIVE_TIMEOUT));
        FakeTransport.Attempt again = attempt(2);
        onLoop(() -> again.accept(false));

        assertThat(log.events()).doesNotContain("session lost");
    }

    @Test
    void shouldConnectAgainWhenAsked() {
        MqttSession session = session();
        session.start();
        FakeLink first = connected();

        session.reconnect();
        attempt(2);

        assertThat(first.said()).last().isEqualTo("disconnect");
        assertThat(log.events()).containsExactly("disconnected REQUESTED");
    }

    @Test
    void shouldCutAWaitShortWhenAskedToConnectAgain() {
        reconnect = new ReconnectOptions(LONG, LONG, LONG);
        MqttSession session = session();
        session.start();
        FakeTransport.Attempt first = attempt(1);
        onLoop(() -> first.refuse(ConnectException.refused("bad password", null)));

        session.reconnect();

        attempt(2);
        assertThat(log.words()).containsExactly("connecting", "misconfigured", "connecting");
    }

    @Test
    void shouldNotConnectWhenAskedBeforeItsStart() {
        MqttSession session = session();

        session.reconnect();
        onLoop(() -> {});

        assertThat(session.state()).isInstanceOf(ConnectionState.Idle.class);
    }

    @Test
    void shouldSendAgainOverTheNextConnection() {
        MqttSession session = session();
        session.start();
        FakeLink first = connected();
        Future<Void> done = session.publish(message("a"));
        onLoop(() -> first.close(Kind.KEEP_ALIVE_TIMEOUT));
        FakeTransport.Attempt again = attempt(2);
        FakeLink second = onLoop(() -> again.accept(true));

        assertThat(second.said()).containsExactly("publish status online", "publish t a");
        assertThat(done.isComplete()).isFalse();
        onLoop(() -> second.acknowledge(1));
        assertThat(done.succeeded()).isTrue();
    }

    // ---- receiving

    @Test
    void shouldAcknowledgeInTheOrderOfArrival() {
        MqttSession session = session();
        session.subscribe(new TopicFilter("#"), QoS.AT_LEAST_ONCE, keeper);
        session.start();
        connected();
        List<String> acknowledged = receive("a", "b", "c");

        done(2);
        done(1);
        assertThat(acknowledged).isEmpty();
        done(0);
        assertThat(acknowledged).containsExactly("a", "b", "c");
        assertThat(log.acknowledged()).hasSize(3);
    }

    @Test
    void shouldAcknowledgeWhenTheLastHandlerIsDone() {
        MqttSession session = session();
        session.subscribe(new TopicFilter("#"), QoS.AT_LEAST_ONCE, keeper);
        session.subscribe(new TopicFilter("t"), QoS.AT_LEAST_ONCE, keeper);
        session.start();
        connected();
        List<String> acknowledged = receive("a");
        assertThat(handled).containsExactly("a", "a");

        done(0);
        assertThat(acknowledged).isEmpty();
        done(1);
        assertThat(acknowledged).containsExactly("a");
    }

    @Test
    void shouldAcknowledgeAndTellWhatNobodyHandles() {
        MqttSession session = session();
        session.subscribe(new TopicFilter("#"), QoS.AT_LEAST_ONCE, SubscribeOptions.NONE);
        session.start();
        connected();

        assertThat(receive("a")).containsExactly("a");
        assertThat(log.unhandled()).containsExactly("a");
    }

    @Test
    void shouldNeverAcknowledgeOverAnotherConnection() {
        MqttSession session = session();
        session.subscribe(new TopicFilter("#"), QoS.AT_LEAST_ONCE, keeper);
        session.start();
        FakeLink first = connected();
        List<String> old = receive("a");
        onLoop(() -> first.close(Kind.KEEP_ALIVE_TIMEOUT));
        FakeTransport.Attempt again = attempt(2);
        onLoop(() -> again.accept(true));
        List<String> redelivered = receive("a");

        done(0);
        assertThat(old).isEmpty();
        assertThat(redelivered).isEmpty();
        done(1);
        assertThat(redelivered).containsExactly("a");
    }

    @Test
    void shouldNotHearAConnectionThatIsOver() {
        MqttSession session = session();
        session.subscribe(new TopicFilter("#"), QoS.AT_LEAST_ONCE, keeper);
        session.start();
        FakeLink first = connected();
        MqttTransport.LinkListener old = transport.last().listener();
        onLoop(() -> first.close(Kind.KEEP_ALIVE_TIMEOUT));
        FakeTransport.Attempt again = attempt(2);
        onLoop(() -> again.accept(true));

        onLoop(() -> {
            old.received(inbound("late", QoS.AT_LEAST_ONCE), 1, System.nanoTime());
            old.closed(new CloseReason(Kind.CLOSED_BY_PEER, "late"));
        });

        assertThat(handled).isEmpty();
        assertThat(session.state()).isInstanceOf(ConnectionState.Connected.class);
    }

    @Test
    void shouldLeaveTheMessageOfAThrowingHandlerToTheBroker() {
        MqttSession session = session();
        session.subscribe(new TopicFilter("#"), QoS.AT_LEAST_ONCE, (message, done) -> {
            if (message.payload().toString().equals("bad")) {
                throw new IllegalStateException("no");
            }
            done.run();
        });
        session.start();
        connected();

        List<String> acknowledged = receive("a", "bad", "b");

        soon().untilAsserted(() -> assertThat(acknowledged).containsExactly("a", "b"));
        assertThat(log.events()).containsExactly("handler failed: no");
    }

    @Test
    void shouldNotLetQos0WaitForAnAcknowledgementNobodyExpects() {
        MqttSession session = session();
        session.subscribe(new TopicFilter("#"), QoS.AT_LEAST_ONCE, keeper);
        session.start();
        connected();
        List<String> acknowledged = receive("stuck");
        for (int i = 0; i < 1000; i++) {
            onLoop(() -> transport.last().listener().received(inbound("q", QoS.AT_MOST_ONCE), 0, System.nanoTime()));
        }
        done(1);

        assertThat(handled).hasSize(1001);
        assertThat(acknowledged).isEmpty();
        done(0);
        assertThat(acknowledged).containsExactly("stuck");
    }

    // ---- subscribing

    @Test
    void shouldSubscribeWhatOneFilterCoversOnce() {
        MqttSession session = session();
        session.subscribe(new TopicFilter("a/b"), QoS.AT_LEAST_ONCE, keeper);
        session.subscribe(new TopicFilter("a/#"), QoS.AT_LEAST_ONCE, keeper);
        session.start();

        assertThat(connected().said()).containsExactly("publish status online", "subscribe a/#");
    }

    @Test
    void shouldSwapAFilterForTheOneThatCoversItOnlyWhenThatIsGranted() {
        MqttSession session = session();
        session.subscribe(new TopicFilter("a/b"), QoS.AT_LEAST_ONCE, keeper);
        session.start();
        FakeLink link = connected();
        onLoop(() -> link.suback(0));

        session.subscribe(new TopicFilter("a/#"), QoS.AT_LEAST_ONCE, keeper);
        onLoop(() -> {});
        assertThat(link.said()).endsWith("subscribe a/b", "subscribe a/#");

        onLoop(() -> link.suback(1));
        assertThat(link.said()).endsWith("subscribe a/#", "unsubscribe a/b");
    }

    @Test
    void shouldTakeBackTheCoveredFilterWhenTheOtherGoes() {
        MqttSession session = session();
        session.subscribe(new TopicFilter("a/b"), QoS.AT_LEAST_ONCE, keeper);
        Subscription wide = session.subscribe(new TopicFilter("a/#"), QoS.AT_LEAST_ONCE, keeper);
        session.start();
        FakeLink link = connected();
        onLoop(() -> link.suback(0));

        wide.cancel();
        wide.cancel();
        onLoop(() -> {});
        onLoop(() -> link.suback(1));

        assertThat(link.said())
                .containsExactly("publish status online", "subscribe a/#", "subscribe a/b", "unsubscribe a/#");
    }

    @Test
    void shouldSubscribeAgainAfterAReconnectEvenIfTheBrokerSaysItKnows() {
        MqttSession session = session();
        session.subscribe(new TopicFilter("a"), QoS.AT_LEAST_ONCE, keeper);
        session.start();
        FakeLink first = connected();
        onLoop(() -> first.suback(0));
        onLoop(() -> first.close(Kind.KEEP_ALIVE_TIMEOUT));
        FakeTransport.Attempt again = attempt(2);

        assertThat(onLoop(() -> again.accept(true)).said()).contains("subscribe a");
    }

    @Test
    void shouldNotUnsubscribeWhatIsWantedAgainBySuback() {
        MqttSession session = session();
        session.subscribe(new TopicFilter("a"), QoS.AT_LEAST_ONCE, keeper);
        session.start();
        FakeLink link = connected();
        onLoop(() -> link.suback(0));
        Subscription brief = session.subscribe(new TopicFilter("#"), QoS.AT_LEAST_ONCE, keeper);
        onLoop(() -> {});
        brief.cancel();
        onLoop(() -> {});

        onLoop(() -> link.suback(1));

        assertThat(link.said()).doesNotContain("unsubscribe a");
        assertThat(link.said()).last().isEqualTo("unsubscribe #");
    }

    @Test
    void shouldSubscribeWhatARefusedFilterWouldHaveCovered() {
        MqttSession session = session();
        session.subscribe(new TopicFilter("a/b"), QoS.AT_LEAST_ONCE, keeper);
        session.start();
        FakeLink link = connected();
        onLoop(() -> link.suback(0));
        session.subscribe(new TopicFilter("a/#"), QoS.AT_LEAST_ONCE, keeper);
        session.subscribe(new TopicFilter("a/c"), QoS.AT_LEAST_ONCE, keeper);
        onLoop(() -> {});

        onLoop(() -> link.suback(1, "a/#"));

        assertThat(log.events()).containsExactly("refused a/#");
        assertThat(link.said())
                .containsExactly("publish status online", "subscribe a/b", "subscribe a/#", "subscribe a/c");
        onLoop(() -> link.suback(2));
        assertThat(link.said()).noneMatch(each -> each.startsWith("unsubscribe"));
    }

    @Test
    void shouldAskAgainForARefusedFilterOnTheNextConnection() {
        MqttSession session = session();
        session.subscribe(new TopicFilter("a/#"), QoS.AT_LEAST_ONCE, keeper);
        session.start();
        FakeLink first = connected();
        onLoop(() -> first.suback(0, "a/#"));
        onLoop(() -> first.close(Kind.KEEP_ALIVE_TIMEOUT));
        FakeTransport.Attempt again = attempt(2);

        assertThat(onLoop(() -> again.accept(true)).said()).contains("subscribe a/#");
    }

    @Test
    void shouldUnsubscribeOnTheNextConnectionWhatWasCancelledWithoutOne() {
        MqttSession session = session();
        session.subscribe(new TopicFilter("a"), QoS.AT_LEAST_ONCE, keeper);
        Subscription cancelled = session.subscribe(new TopicFilter("b"), QoS.AT_LEAST_ONCE, keeper);
        session.start();
        FakeLink first = connected();
        onLoop(() -> first.suback(0));
        onLoop(() -> first.close(Kind.KEEP_ALIVE_TIMEOUT));
        cancelled.cancel();
        FakeTransport.Attempt again = attempt(2);
        FakeLink second = onLoop(() -> again.accept(true));
        onLoop(() -> second.suback(0));

        assertThat(second.said()).containsExactly("publish status online", "subscribe a", "unsubscribe b");
    }

    // ---- stopping

    @Test
    void shouldSayGoodbyeBeforeItDisconnects() {
        MqttSession session = session();
        session.start();
        FakeLink link = connected();
        Future<StopOutcome> stopped = session.stop(LONG);
        onLoop(() -> {});
        onLoop(() -> {});
        assertThat(link.said()).containsExactly("publish status online", "publish status offline");
        assertThat(stopped.isComplete()).isFalse();

        onLoop(() -> link.acknowledge(1));

        assertThat(link.said()).last().isEqualTo("disconnect");
        assertThat(get(stopped)).isEqualTo(new StopOutcome(true, 0, 0));
        assertThat(session.state()).isInstanceOf(ConnectionState.Stopped.class);
        assertThat(log.words()).containsExactly("connecting", "connected", "stopped");
    }

    @Test
    void shouldDrainBeforeItSaysGoodbye() {
        MqttSession session = session();
        session.start();
        FakeLink link = connected();
        Future<Void> last = session.publish(message("last"));
        Future<StopOutcome> stopped = session.stop(LONG);
        onLoop(() -> {});
        onLoop(() -> {});
        assertThat(link.said()).last().isEqualTo("publish t last");

        onLoop(() -> link.acknowledge(1));
        onLoop(() -> {}); // what one read answered is looked at together, after it
        assertThat(link.said()).last().isEqualTo("publish status offline");
        onLoop(() -> link.acknowledge(2));

        assertThat(last.succeeded()).isTrue();
        assertThat(get(stopped).clean()).isTrue();
    }

    @Test
    void shouldRefuseWhatComesAfterItsEnd() {
        MqttSession session = session();
        session.start();
        connected();
        stop(session, SHORT);

        Future<Void> late = session.publish(message("late"));
        onLoop(() -> {});

        assertThat(late.cause()).hasMessage("not published to t: the session stopped");
    }

    @Test
    void shouldStopWithoutAConnectionAtOnce() {
        MqttSession session = session();

        assertThat(stop(session, LONG)).isEqualTo(new StopOutcome(true, 0, 0));
        session.start();
        onLoop(() -> {});
        assertThat(transport.attempts()).isEmpty();
    }

    @Test
    void shouldEndAConnectionThatComesAfterItsEnd() {
        MqttSession session = session();
        session.start();
        FakeTransport.Attempt slow = attempt(1);
        stop(session, LONG);

        FakeLink link = onLoop(() -> slow.accept(false));

        assertThat(link.said()).containsExactly("disconnect");
        assertThat(session.state()).isInstanceOf(ConnectionState.Stopped.class);
    }

    @Test
    void shouldNotComeBackAfterItsEnd() {
        MqttSession session = session();
        session.start();
        FakeLink link = connected();
        Future<StopOutcome> stopped = session.stop(LONG);
        onLoop(() -> link.close(Kind.CLOSED_BY_PEER));

        assertThat(get(stopped).clean()).isFalse();
        session.reconnect();
        onLoop(() -> {});
        assertThat(transport.attempts()).hasSize(1);
    }

    @Test
    void shouldGiveEveryCallerTheSameEnd() {
        MqttSession session = session();
        session.start();
        connected();
        Future<StopOutcome> first = session.stop(SHORT);
        Future<StopOutcome> second = session.stop(LONG);

        assertThat(get(second)).isSameAs(get(first));
    }

    @Test
    void shouldLeaveWhatArrivesWhileStoppingToTheBroker() {
        Promise<Void> quiet = Promise.promise();
        MqttSession session = session();
        session.subscribe(new TopicFilter("#"), QoS.AT_LEAST_ONCE, handler(quiet));
        session.start();
        connected();
        session.stop(LONG);

        assertThat(receive("late")).isEmpty();
        assertThat(handled).containsExactly("quiesce");
    }

    @Test
    void shouldCountWhatWasNotHandledAlsoWhenItEndsWell() {
        MqttSession session = session();
        session.subscribe(new TopicFilter("#"), QoS.AT_LEAST_ONCE, keeper);
        session.start();
        FakeLink link = connected();
        receive("a", "b", "c");
        done(0);
        Future<StopOutcome> stopped = session.stop(LONG);
        onLoop(() -> {});
        onLoop(() -> {});
        onLoop(() -> link.acknowledge(1));

        assertThat(get(stopped)).isEqualTo(new StopOutcome(true, 0, 2));
    }

    @Test
    void shouldSayGoodbyeEvenWhenItIsCutOff() {
        MqttSession session = session();
        session.subscribe(new TopicFilter("#"), QoS.AT_LEAST_ONCE, handler(Promise.promise()));
        session.start();
        FakeLink link = connected();

        assertThat(stop(session, SHORT).clean()).isFalse();

        // DISCONNECT discards the will: without this the broker would keep "online" for ever.
        assertThat(link.said()).endsWith("publish status offline", "disconnect");
    }

    @Test
    void shouldSayGoodbyeOnce() {
        MqttSession session = session();
        session.start();
        FakeLink link = connected();

        assertThat(stop(session, SHORT).clean()).isFalse();

        assertThat(link.said())
                .containsOnlyOnce("publish status offline")
                .last()
                .isEqualTo("disconnect");
    }

    @Test
    void shouldLetHandlersFinishAlsoWithoutAConnection() {
        Promise<Void> quiet = Promise.promise();
        MqttSession session = session();
        session.subscribe(new TopicFilter("#"), QoS.AT_LEAST_ONCE, handler(quiet));
        Future<StopOutcome> stopped = session.stop(LONG);
        onLoop(() -> {});
        onLoop(() -> {});
        assertThat(handled).containsExactly("quiesce");
        assertThat(stopped.isComplete()).isFalse();

        quiet.complete();

        assertThat(get(stopped).clean()).isTrue();
    }

    @Test
    void shouldSendWhatHandlersPublishWhileTheyFinish() {
        Promise<Void> quiet = Promise.promise();
        MqttSession session = session();
        session.subscribe(new TopicFilter("#"), QoS.AT_LEAST_ONCE, handler(quiet));
        session.start();
        FakeLink link = connected();
        Future<StopOutcome> stopped = session.stop(LONG);
        onLoop(() -> {});

        Future<Void> answer = session.publish(message("answer"));
        quiet.complete();
        onLoop(() -> {});
        onLoop(() -> {});
        Future<Void> tooLate = session.publish(message("too late"));
        onLoop(() -> {});
        assertThat(link.said()).last().isEqualTo("publish t answer");
        assertThat(tooLate.cause()).hasMessage("not published to t: the session stopped");

        onLoop(() -> link.acknowledge(1));
        onLoop(() -> link.acknowledge(2));
        assertThat(answer.succeeded()).isTrue();
        assertThat(get(stopped)).isEqualTo(new StopOutcome(true, 0, 0));
    }

    // ---- hands

    private MqttSession session() {
        SessionOptions options = SessionOptions.to(BrokerUrl.parse("mqtt://one,mqtt://two"), new ClientId("me"))
                .withCredentials(credentials::get)
                .withCleanSession(cleanSession)
                .withKeepAlive(Duration.ZERO)
                .withReconnect(reconnect)
                .withLimits(new Limits(100, 100, 1000))
                .withPresence(begins -> Optional.of(new Words()));
        MqttSession.Environment environment =
                new MqttSession.Environment(vertx, new ConnectPacer(0, System::nanoTime), clock, new Random(1));
        return new MqttSession(environment, loop, transport, options, log);
    }

    private FakeTransport.Attempt attempt(int number) {
        soon().until(() -> transport.attempts().size() >= number);
        return transport.attempts().get(number - 1);
    }

    private FakeLink connected() {
        FakeTransport.Attempt first = attempt(1);
        return onLoop(() -> first.accept(false));
    }

    /** The payloads arrive one after the other; gives those that were acknowledged, also later. */
    private List<String> receive(String... payloads) {
        FakeLink link = transport.last().link();
        onLoop(() -> {
            for (int i = 0; i < payloads.length; i++) {
                transport.last().listener().received(inbound(payloads[i], QoS.AT_LEAST_ONCE), i + 1, System.nanoTime());
            }
        });
        return new AbstractList<>() {
            private List<String> now() {
                return onLoop(() -> link.acknowledged().stream()
                        .map(each -> payloads[Integer.parseInt(each.substring("puback ".length())) - 1])
                        .toList());
            }

            @Override
            public String get(int index) {
                return now().get(index);
            }

            @Override
            public int size() {
                return now().size();
            }
        };
    }

    /** The handler says that it is done with what it got as that number, counted from 0. */
    private void done(int number) {
        open.get(number).run();
        onLoop(() -> {});
    }

    private MessageHandler handler(Promise<Void> quiet) {
        return new MessageHandler() {
            @Override
            public void handle(InboundMessage message, Acknowledgement done) {
                keeper.handle(message, done);
            }

            @Override
            public Future<Void> quiesce() {
                handled.add("quiesce");
                return quiet.future();
            }
        };
    }

    private void onLoop(Runnable action) {
        onLoop(() -> {
            action.run();
            return true;
        });
    }

    private <T> T onLoop(Supplier<T> action) {
        CompletableFuture<T> result = new CompletableFuture<>();
        loop.runOnContext(v -> {
            try {
                result.complete(action.get());
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        return result.orTimeout(5, TimeUnit.SECONDS).join();
    }

    private static ConditionFactory soon() {
        return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2));
    }

    private static StopOutcome stop(MqttSession session, Duration deadline) {
        return get(session.stop(deadline));
    }

    private static <T> T get(Future<T> future) {
        soon().until(future::isComplete);
        return future.result();
    }

    private static OutboundMessage message(String payload) {
        return new OutboundMessage(new TopicName("t"), Buffer.buffer(payload), QoS.AT_LEAST_ONCE, false);
    }

    private static InboundMessage inbound(String payload, QoS qos) {
        return new InboundMessage(new TopicName("t"), Buffer.buffer(payload), qos, false, false);
    }

    /** Bare words on the topic {@code status}. */
    private record Words() implements Presence {
        @Override
        public OutboundMessage will() {
            return status("gone");
        }

        @Override
        public OutboundMessage birth(Instant now) {
            return status("online");
        }

        @Override
        public OutboundMessage farewell(Instant now) {
            return status("offline");
        }

        private static OutboundMessage status(String word) {
            return new OutboundMessage(new TopicName("status"), Buffer.buffer(word), QoS.AT_LEAST_ONCE, true);
        }
    }
}
