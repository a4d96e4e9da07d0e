package dev.mooring.channel;

import dev.mooring.event.DedupeOptions;
import dev.mooring.event.RetryOptions;
import dev.mooring.mqtt.Acknowledgement;
import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.mqtt.TopicName;
import dev.mooring.site.Site;
import dev.mooring.site.Sites;
import io.quarkus.arc.Arc;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** One lane by itself, with a subscriber in the hands of the test. */
@QuarkusTest
@TestProfile(ChannelProfile.OnArtemis.class)
class LaneTest {

    private static final Logger LOG = Logger.getLogger("dev.mooring.channel");
    private static final Duration SOON = Duration.ofSeconds(30);
    /** A packet is 1 MiB at most. */
    private static final String TOO_LONG_FOR_A_PACKET = "no ".repeat(1 << 19);

    private final Sites sites = Arc.container().instance(Sites.class).get();
    private final Site harbor = sites.find("harbor").orElseThrow();
    private final Site river = sites.find("river").orElseThrow();

    private final List<String> done = new CopyOnWriteArrayList<>();

    private LaneSource source(FailureStrategy strategy, Duration timeout) {
        return source(strategy, timeout, null, false);
    }

    private LaneSource deduplicated(Duration timeout) {
        return deduplicated(timeout, new IgnoreFailures());
    }

    private LaneSource deduplicated(Duration timeout, FailureStrategy strategy) {
        return source(strategy, timeout, DedupeOptions.of(Duration.ofMinutes(1)), false);
    }

    private LaneSource source(
            FailureStrategy strategy, Duration timeout, @Nullable DedupeOptions dedupe, boolean broadcast) {
        IncomingSettings settings = new IncomingSettings(
                "lane",
                new TopicFilter("lane"),
                false,
                SiteSelection.parse("*"),
                QoS.AT_LEAST_ONCE,
                strategy,
                1,
                2,
                timeout,
                dedupe,
                broadcast,
                new ChannelHealth(true, true, true));
        DeadLetters deadLetters = new DeadLetters(Clock.systemUTC());
        return new LaneSource(() -> new Lane(settings, deadLetters, harbor.context()), broadcast, () -> {});
    }

    private void offer(LaneSource source, Site site, String payload) {
        offer(source, site, payload, () -> done.add(payload));
    }

    /** As the broker sends it over the next connection. */
    private void offerAgain(LaneSource source, Site site, String payload) {
        offer(source, site, payload, QoS.AT_LEAST_ONCE, true, () -> done.add(payload + " again"));
    }

    private static void offer(LaneSource source, Site site, String payload, Acknowledgement acknowledgement) {
        offer(source, site, payload, QoS.AT_LEAST_ONCE, false, acknowledgement);
    }

    private static void offer(
            LaneSource source, Site site, String payload, QoS qos, boolean duplicate, Acknowledgement acknowledgement) {
        source.offer(
                site,
                new InboundMessage(new TopicName("lane"), Buffer.buffer(payload), qos, false, duplicate),
                acknowledgement);
    }

    /** On a connection that is dead, of a session that goes on. */
    private Acknowledgement superseded() {
        return new Acknowledgement() {
            @Override
            public void run() {
                done.add("superseded");
            }

            @Override
            public boolean superseded() {
                return true;
            }
        };
    }

    private static String event(String id) {
        return "{\"id\":\"" + id + "\",\"type\":\"t\",\"ts\":1760000000.5,\"source\":\"s\",\"data\":{}}";
    }

    private static AssertSubscriber<Message<?>> subscribe(LaneSource source, long demand) {
        AssertSubscriber<Message<?>> subscriber = AssertSubscriber.create(demand);
        source.subscribe(subscriber);
        return subscriber;
    }

    private static List<String> payloads(AssertSubscriber<Message<?>> subscriber) {
        return subscriber.getItems().stream()
                .map(message -> new String((byte[]) message.getPayload(), UTF_8))
                .toList();
    }

    @Test
    void shouldHandOutNoMoreThanWasAskedFor() {
        LaneSource source = source(new IgnoreFailures(), SOON);
        AssertSubscriber<Message<?>> subscriber = subscribe(source, 1);
        offer(source, harbor, "a");
        offer(source, harbor, "b");

        subscriber.awaitItems(1, SOON);
        await().during(Duration.ofMillis(50)).until(() -> payloads(subscriber).equals(List.of("a")));
        subscriber.request(1);
        subscriber.awaitItems(2, SOON);

        assertThat(payloads(subscriber)).containsExactly("a", "b");
        assertThat(done).isEmpty();
    }

    @Test
    void shouldLeaveWithTheBrokerWhatExceedsItsBound() {
        LaneSource source = source(new IgnoreFailures(), Duration.ofMinutes(1));
        AssertSubscriber<Message<?>> subscriber = subscribe(source, 0);
        for (int i = 0; i < LaneQueue.MAX_WAITING + 10; i++) {
            offer(source, harbor, "m" + i);
        }

        subscriber.request(Long.MAX_VALUE);
        subscriber.awaitItems(LaneQueue.MAX_WAITING, SOON);

        await().during(Duration.ofMillis(50)).until(() -> subscriber.getItems().size() == LaneQueue.MAX_WAITING);
        assertThat(done).isEmpty();
    }

    @Test
    void shouldHoldEverythingBackWhileAMessagePausesBeforeItsRetry() {
        LaneSource source = source(new RetryThenDeadLetter(new RetryOptions(3, Duration.ofMillis(50))), SOON);
        AssertSubscriber<Message<?>> subscriber = subscribe(source, 1);
        offer(source, harbor, "a");
        offer(source, harbor, "b");
        subscriber.awaitItems(1, SOON);

        subscriber.getItems().get(0).nack(new IllegalStateException("no"));
        subscriber.request(2);
        subscriber.awaitItems(3, SOON);

        assertThat(payloads(subscriber)).containsExactly("a", "a", "b");
        subscriber.getItems().get(1).ack();
        assertThat(done).containsExactly("a");
    }

    @Test
    void shouldListenToTheFirstAnswerOnly() {
        LaneSource source = source(new IgnoreFailures(), SOON);
        AssertSubscriber<Message<?>> subscriber = subscribe(source, 1);
        offer(source, harbor, "a");
        subscriber.awaitItems(1, SOON);

        subscriber.getItems().get(0).ack();
        subscriber.getItems().get(0).nack(new IllegalStateException("no"));
        subscriber.getItems().get(0).ack();

        await().during(Duration.ofMillis(50)).until(() -> done.equals(List.of("a")));
    }

    @Test
    void shouldBeQuietWhenTheRunningHandlersOfThatSiteAreDone() {
        LaneSource source = source(new IgnoreFailures(), SOON);
        AssertSubscriber<Message<?>> subscriber = subscribe(source, 2);
        offer(source, harbor, "running");
        offer(source, river, "other site");
        subscriber.awaitItems(2, SOON);
        offer(source, harbor, "waiting");

        Future<Void> quiet = source.quiesce(harbor);
        offer(source, harbor, "late");
        offer(source, river, "other site again");
        subscriber.request(10);
        subscriber.awaitItems(3, SOON);

        assertThat(payloads(subscriber)).containsExactly("running", "other site", "other site again");
        assertThat(quiet.isComplete()).isFalse();
        subscriber.getItems().get(0).ack();
        await().atMost(SOON).until(quiet::succeeded);
        assertThat(done).containsExactly("running");
    }

    @Test
    void shouldBeQuietAtOnceWhenNothingRuns() {
        LaneSource source = source(new IgnoreFailures(), SOON);
        subscribe(source, 1);

        Future<Void> quiet = source.quiesce(harbor);

        await().atMost(SOON).until(quiet::succeeded);
    }

    @Test
    void shouldKeepWhatWaitsForTheNextSubscriber() {
        LaneSource source = source(new IgnoreFailures(), SOON);
        AssertSubscriber<Message<?>> first = subscribe(source, 1);
        offer(source, harbor, "a");
        offer(source, harbor, "b");
        first.awaitItems(1, SOON);
        first.cancel();

        AssertSubscriber<Message<?>> second = subscribe(source, 10);

        second.awaitItems(1, SOON);
        assertThat(payloads(second)).containsExactly("b");
    }

    @Test
    void shouldRefuseASecondSubscriberWithoutBroadcast() {
        LaneSource source = source(new IgnoreFailures(), SOON);
        subscribe(source, 1);

        AssertSubscriber<Message<?>> second = subscribe(source, 1);

        second.awaitFailure(failure -> assertThat(failure).hasMessageContaining("broadcast is off"));
    }

    @Test
    void shouldNotHoldTheSiteForASubscriberThatLeft() {
        LaneSource source = source(new IgnoreFailures(), Duration.ofMillis(100));
        AssertSubscriber<Message<?>> subscriber = subscribe(source, 0);
        offer(source, harbor, "a");

        subscriber.cancel();

        await().atMost(SOON).until(() -> done.equals(List.of("a")));
    }

    @Test
    void shouldSurviveManyMessagesThatAreHandledAtOnce() {
        LaneSource source = source(new IgnoreFailures(), SOON);
        Multi.createFrom()
                .publisher(source)
                .onItem()
                .transformToUniAndConcatenate(message -> Uni.createFrom().completionStage(message.ack()))
                .subscribe()
                .with(nothing -> {});

        for (int i = 0; i < 20_000; i++) {
            offer(source, harbor, String.valueOf(i));
        }

        await().atMost(SOON).until(() -> done.size() == 20_000);
        assertThat(done.get(19_999)).isEqualTo("19999");
    }

    @Test
    void shouldKeepThePlaceOfWhatWaitsAndComesAgain() {
        LaneSource source = source(new IgnoreFailures(), SOON);
        AssertSubscriber<Message<?>> subscriber = subscribe(source, 1);
        offer(source, harbor, "runs", superseded());
        offer(source, harbor, "copy", superseded());
        offer(source, harbor, "never comes", superseded());
        offer(source, harbor, "copy", superseded());
        offer(source, harbor, "stays");

        source.resumed(harbor);
        offerAgain(source, harbor, "runs");
        offerAgain(source, harbor, "copy");
        offerAgain(source, harbor, "copy");
        offer(source, harbor, "copy");
        subscriber.request(10);
        subscriber.awaitItems(7, SOON);
        subscriber.getItems().forEach(Message::ack);

        assertThat(payloads(subscriber))
                .containsExactly("runs", "copy", "never comes", "copy", "stays", "runs", "copy");
        await().atMost(SOON).untilAsserted(() -> assertThat(done)
                .containsExactly(
                        "superseded", "copy again", "superseded", "copy again", "stays", "runs again", "copy"));
    }

    @Test
    void shouldTakeNoMessageForThatOfAnotherSite() {
        LaneSource source = source(new IgnoreFailures(), SOON);
        AssertSubscriber<Message<?>> subscriber = subscribe(source, 0);
        offer(source, river, "same", superseded());
        offer(source, harbor, "same", superseded());

        source.resumed(harbor);
        offerAgain(source, harbor, "same");
        subscriber.request(10);
        subscriber.awaitItems(2, SOON);
        subscriber.getItems().forEach(Message::ack);

        await().atMost(SOON).untilAsserted(() -> assertThat(done).containsExactly("superseded", "same again"));
    }

    /** Else those that come again would find no room. */
    @Test
    void shouldHaveRoomForWhatComesAgain() {
        LaneSource source = source(new IgnoreFailures(), Duration.ofMinutes(1));
        AssertSubscriber<Message<?>> subscriber = subscribe(source, 0);
        for (int i = 0; i < LaneQueue.MAX_WAITING; i++) {
            offer(source, harbor, "copy", superseded());
        }

        source.resumed(harbor);
        offerAgain(source, harbor, "copy");
        subscriber.request(1);
        subscriber.awaitItems(1, SOON);
        subscriber.getItems().forEach(Message::ack);

        await().atMost(SOON).untilAsserted(() -> assertThat(done).containsExactly("copy again"));
    }

    @Test
    void shouldAcknowledgeWhatComesAgainThoughItIsDeduplicated() {
        LaneSource source = deduplicated(SOON);
        AssertSubscriber<Message<?>> subscriber = subscribe(source, 1);
        offer(source, harbor, event("runs"), superseded());
        offer(source, harbor, event("waits"), superseded());

        source.resumed(harbor);
        offerAgain(source, harbor, event("runs"));
        offerAgain(source, harbor, event("waits"));
        subscriber.request(10);
        subscriber.awaitItems(2, SOON);
        subscriber.getItems().forEach(Message::ack);

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(done).contains(event("runs") + " again", event("waits") + " again"));
        assertThat(payloads(subscriber)).containsExactly(event("runs"), event("waits"));
    }

    @Test
    void shouldKnowWhatComesAgainForEachSubscriber() {
        LaneSource source = source(new IgnoreFailures(), SOON, null, true);
        AssertSubscriber<Message<?>> one = subscribe(source, 0);
        AssertSubscriber<Message<?>> other = subscribe(source, 0);
        offer(source, harbor, "copy", superseded());

        source.resumed(harbor);
        offerAgain(source, harbor, "copy");
        offer(source, harbor, "last");
        one.request(10);
        other.request(10);
        one.awaitItems(2, SOON);
        other.awaitItems(2, SOON);
        one.getItems().get(0).ack();
        other.getItems().get(0).ack();

        assertThat(payloads(one)).containsExactly("copy", "last");
        assertThat(payloads(other)).containsExactly("copy", "last");
        await().atMost(SOON).untilAsserted(() -> assertThat(done).containsExactly("copy again"));
    }

    @Test
    void shouldHandleWhatItLeftWithTheBrokerWhenItComesAgain() {
        LaneSource source = deduplicated(Duration.ofMinutes(1));
        AssertSubscriber<Message<?>> subscriber = subscribe(source, 0);
        for (int i = 0; i < LaneQueue.MAX_WAITING; i++) {
            offer(source, harbor, "fills");
        }
        offer(source, harbor, event("left"));
        subscriber.request(Long.MAX_VALUE);
        subscriber.awaitItems(LaneQueue.MAX_WAITING, SOON);

        offerAgain(source, harbor, event("left"));

        subscriber.awaitItems(LaneQueue.MAX_WAITING + 1, SOON);
    }

    @Test
    void shouldHandleWhatCouldNotBeDeadLetteredWhenItComesAgain() {
        LaneSource source = deduplicated(SOON, new DeadLetterAtOnce());
        AssertSubscriber<Message<?>> subscriber = subscribe(source, 10);
        offer(source, harbor, event("a"));
        subscriber.awaitItems(1, SOON);

        Level level = LOG.getLevel();
        LOG.setLevel(Level.OFF); // which would be long as well
        subscriber.getItems().get(0).nack(new IllegalStateException(TOO_LONG_FOR_A_PACKET));

        await().atMost(SOON).untilAsserted(() -> {
            offerAgain(source, harbor, event("a"));
            assertThat(subscriber.getItems()).hasSize(2);
        });
        LOG.setLevel(level);
        assertThat(done).isEmpty();
    }

    @Test
    void shouldNotCountADroppedEventAsHandled() {
        LaneSource source = deduplicated(SOON);
        AssertSubscriber<Message<?>> subscriber = subscribe(source, 0);
        for (String id : List.of("fills", "fills too", "dropped")) { // its buffer holds two
            offer(source, harbor, event(id), QoS.AT_MOST_ONCE, false, () -> done.add(id));
        }

        offer(source, harbor, event("dropped"));
        subscriber.request(10);
        subscriber.awaitItems(3, SOON);

        assertThat(payloads(subscriber)).containsExactly(event("fills"), event("fills too"), event("dropped"));
    }

    @Test
    void shouldGiveEachEnabledSiteLanesOfItsOwn() {
        LaneCount lanes = Arc.container().instance(LaneCount.class).get();

        assertThat(lanes.of("texts", "*", "1")).isEqualTo(4);
        assertThat(lanes.of("texts", "ri*,harbor", "3")).isEqualTo(6);
        assertThat(lanes.of("texts", "nobody", "3")).isEqualTo(3);
        assertThat(lanes.of("texts", "*", "100")).isEqualTo(400);
        assertThat(lanes.of("texts", "*", "wrong")).isEqualTo(1);
    }

    @Test
    void shouldGiveNoMoreLanesThanAreMergedAgain() {
        LaneCount lanes = Arc.container().instance(LaneCount.class).get();

        assertThat(lanes.of("questions", "*", "50")).isEqualTo(100);
        assertThat(lanes.of("questions", "*", "500")).isEqualTo(128);
        assertThat(lanes.of("streamed", "*", "50")).isEqualTo(100);
    }

    @Test
    void shouldTellTheFrameworkTheNumberOfLanesAndTheConnectorWhatTheUserWrote() {
        Config config = ConfigProvider.getConfig();

        assertThat(config.getValue("mp.messaging.incoming.pair.concurrency", Integer.class))
                .isEqualTo(8);
        assertThat(config.getValue("mp.messaging.incoming.pair.concurrency-per-site", Integer.class))
                .isEqualTo(2);
        assertThat(config.getValue("mp.messaging.incoming.texts.concurrency", Integer.class))
                .isEqualTo(4);
        assertThat(config.getOptionalValue("mp.messaging.incoming.stock.concurrency", Integer.class))
                .isEmpty();
    }
}
