package dev.mooring.mqtt;

import dev.mooring.mqtt.Subscriptions.Entry;
import dev.mooring.mqtt.codec.ProtocolVersion;
import dev.mooring.mqtt.codec.ReasonCode;
import dev.mooring.mqtt.codec.SubscriptionRequest;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static dev.mooring.mqtt.QoS.AT_LEAST_ONCE;
import static dev.mooring.mqtt.QoS.AT_MOST_ONCE;
import static dev.mooring.mqtt.QoS.EXACTLY_ONCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What is subscribed at a broker that is the test. */
class SubscribedFiltersTest {

    private static final MessageHandler HANDLER = (message, done) -> done.run();
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(5);

    private static final int RETAINED_ALWAYS = 0;
    private static final int RETAINED_IF_NEW = 1;

    private static Vertx vertx = Vertx.vertx();

    private final Context loop = new EventLoops(vertx).next();
    private final PacketIds<Exchange> ids = new PacketIds<>();
    private final Subscriptions subscriptions = new Subscriptions();
    private final SessionLog log = new SessionLog();
    private final FakeLink link = new FakeLink();
    private final FakeLink next = new FakeLink();

    private SubscribedFilters filters = answeredWithin(LONG);

    @BeforeAll
    static void startEventLoops() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopEventLoops() {
        vertx.close();
    }

    // ---- subscribing

    @Test
    void shouldSubscribeEverythingOnEachConnection() {
        add("a", EXACTLY_ONCE);
        add("b/#", AT_LEAST_ONCE);
        connect(link);
        assertThat(link.said()).containsExactly("subscribe a b/#");
        assertThat(link.subscribed(0)).extracting(SubscriptionRequest::qos).containsExactlyInAnyOrder(2, 1);
        assertThat(link.flushes()).isPositive();
        suback(link, 0);

        reconnect(true);

        assertThat(next.said()).containsExactly("subscribe a b/#");
    }

    @Test
    void shouldSubscribeNothingWithoutAConnection() {
        add("a", AT_LEAST_ONCE);
        filters.sync();
        connect(link);
        filters.disconnected();
        add("b", AT_LEAST_ONCE);
        filters.sync();

        assertThat(link.said()).containsExactly("subscribe a");
        assertThat(ids.size()).as("answers that will never come").isZero();
    }

    @Test
    void shouldSubscribeOnlyWhatIsMissing() {
        add("a", AT_LEAST_ONCE);
        connect(link);
        suback(link, 0);
        add("b", AT_LEAST_ONCE);
        filters.sync();
        filters.sync();

        assertThat(link.said()).containsExactly("subscribe a", "subscribe b");
    }

    @Test
    void shouldSubscribeAgainWhatIsWantedInAnotherWay() {
        add("a", AT_MOST_ONCE);
        connect(link);
        suback(link, 0);
        add("a", AT_LEAST_ONCE);
        filters.sync();

        assertThat(link.said()).containsExactly("subscribe a", "subscribe a");
        assertThat(link.subscribed(1).get(0).qos()).isEqualTo(1);
    }

    @Test
    void shouldKeepPacketsBelowWhatAnyBrokerTakes() {
        IntStream.range(0, 250).forEach(i -> add("site/" + i, AT_LEAST_ONCE));

        connect(link);

        assertThat(IntStream.range(0, link.said().size())
                        .mapToObj(number -> link.subscribed(number).size()))
                .containsExactly(100, 100, 50);
        assertThat(ids.size()).isEqualTo(3);
    }

    @Test
    void shouldAskForNoLocalOnlyWhereItIsAllowed() {
        add("a", AT_LEAST_ONCE, SubscribeOptions.NO_LOCAL);
        add("$share/group/a", AT_LEAST_ONCE, SubscribeOptions.NO_LOCAL);

        connect(link);

        assertThat(link.subscribed(0))
                .containsExactlyInAnyOrder(
                        new SubscriptionRequest("a", 1, true, false, RETAINED_ALWAYS),
                        new SubscriptionRequest("$share/group/a", 1, false, false, RETAINED_ALWAYS));
    }

    @Test
    void shouldSubscribeApartOnlyWhereTheBrokerKnowsHow() {
        add("a/#", AT_LEAST_ONCE);
        add("a/b", AT_LEAST_ONCE, SubscribeOptions.APART);

        connect(link.answering(FakeLink.answer(ProtocolVersion.V3_1_1, false, PacketIds.MAX, EXACTLY_ONCE)));
        reconnect(true);

        assertThat(link.said()).containsExactly("subscribe a/#");
        assertThat(next.said()).containsExactly("subscribe a/# a/b");
    }

    // ---- retained messages

    @Test
    void shouldWantRetainedMessagesOnceWhileTheSessionIsKept() {
        add("a", AT_LEAST_ONCE);
        connect(link);
        suback(link, 0);
        add("b", AT_LEAST_ONCE);

        reconnect(true);

        assertThat(link.subscribed(0).get(0).retainHandling())
                .as("an earlier process may have subscribed it")
                .isEqualTo(RETAINED_ALWAYS);
        assertThat(next.subscribed(0))
                .containsExactlyInAnyOrder(
                        new SubscriptionRequest("a", 1, false, false, RETAINED_IF_NEW),
                        new SubscriptionRequest("b", 1, false, false, RETAINED_ALWAYS));
    }

    @Test
    void shouldWantRetainedMessagesWithEachSessionThatIsNotKept() {
        add("a", AT_LEAST_ONCE);
        connect(link);
        suback(link, 0);

        reconnect(false);

        assertThat(next.subscribed(0).get(0).retainHandling()).isEqualTo(RETAINED_ALWAYS);
    }

    @Test
    void shouldStillWantRetainedMessagesWhenTheConnectionWasLostBeforeTheAnswer() {
        add("a", AT_LEAST_ONCE);
        connect(link);

        reconnect(true);

        assertThat(next.subscribed(0).get(0).retainHandling())
                .as("an earlier process may have subscribed it, so that it is not new to the broker")
                .isEqualTo(RETAINED_ALWAYS);
    }

    @Test
    void shouldWantRetainedMessagesOfWhatWasUnsubscribed() {
        Entry entry = add("a", AT_LEAST_ONCE);
        connect(link);
        suback(link, 0);
        cancel(entry);
        add("a", AT_LEAST_ONCE);

        reconnect(true);

        assertThat(next.subscribed(0).get(0).retainHandling()).isEqualTo(RETAINED_ALWAYS);
    }

    @Test
    void shouldForgetWithTheSessionWhatRetainedMessagesItHad() {
        add("a", AT_LEAST_ONCE);
        connect(link);
        suback(link, 0);
        reconnect(false);
        filters.disconnected();
        FakeLink third = new FakeLink();

        connect(third);

        assertThat(third.subscribed(0).get(0).retainHandling()).isEqualTo(RETAINED_ALWAYS);
    }

    // ---- refusals

    @Test
    void shouldSubscribeByItselfWhatARefusedFilterWouldHaveCovered() {
        add("a/#", AT_LEAST_ONCE);
        add("a/b", AT_LEAST_ONCE);
        connect(link);

        suback(link, 0, "a/#");

        assertThat(log.events()).containsExactly("refused a/#");
        assertThat(link.said()).containsExactly("subscribe a/#", "subscribe a/b");
    }

    @Test
    void shouldAskAgainForARefusedFilterOnTheNextConnection() {
        add("a", AT_LEAST_ONCE);
        connect(link);
        suback(link, 0, "a");
        filters.sync();
        assertThat(link.said()).containsExactly("subscribe a");

        reconnect(true);

        assertThat(next.said()).containsExactly("subscribe a");
    }

    @Test
    void shouldTakeAFilterThatTheBrokerDoesNotMentionForRefused() {
        add("a", AT_LEAST_ONCE);
        add("b", AT_LEAST_ONCE);
        connect(link);

        filters.subAck(link.subscribeId(0), new int[] {ReasonCode.GRANTED_QOS_1.code()});

        assertThat(log.events())
                .containsExactly("refused " + link.subscribed(0).get(1).filter());
    }

    @Test
    void shouldTakeALowerQosThanItAskedFor() {
        add("a", EXACTLY_ONCE);
        connect(link);

        filters.subAck(link.subscribeId(0), new int[] {ReasonCode.SUCCESS.code()});

        assertThat(log.events()).isEmpty();
        assertThat(link.said()).containsExactly("subscribe a");
    }

    // ---- unsubscribing

    @Test
    void shouldUnsubscribeWhatNobodyWantsAnyMore() {
        Entry entry = add("a", AT_LEAST_ONCE);
        add("b", AT_LEAST_ONCE);
        connect(link);
        suback(link, 0);

        cancel(entry);

        assertThat(link.said()).containsExactly("subscribe a b", "unsubscribe a");
        filters.unsubAck(2);
        assertThat(ids.size()).isZero();
    }

    @Test
    void shouldSubscribeAgainWhatWasUnsubscribed() {
        Entry entry = add("a", AT_LEAST_ONCE);
        connect(link);
        suback(link, 0);
        cancel(entry);
        add("a", AT_LEAST_ONCE);
        filters.sync();

        assertThat(link.said()).containsExactly("subscribe a", "unsubscribe a", "subscribe a");
    }

    @Test
    void shouldUnsubscribeOnlyWhenWhatCoversItIsSubscribed() {
        add("a/b", AT_LEAST_ONCE);
        connect(link);
        suback(link, 0);
        add("a/#", AT_LEAST_ONCE);
        filters.sync();
        filters.sync();
        assertThat(link.said()).containsExactly("subscribe a/b", "subscribe a/#");

        suback(link, 1);

        assertThat(link.said()).last().isEqualTo("unsubscribe a/b");
    }

    @Test
    void shouldKeepWhatIsSubscribedWhenWhatWouldCoverItIsRefused() {
        add("a/b", AT_LEAST_ONCE);
        connect(link);
        suback(link, 0);
        add("a/#", AT_LEAST_ONCE);
        filters.sync();

        suback(link, 1, "a/#");

        assertThat(link.said()).containsExactly("subscribe a/b", "subscribe a/#");
    }

    @Test
    void shouldUnsubscribeWhatOnlyTheLastConnectionWanted() {
        Entry entry = add("a", AT_LEAST_ONCE);
        connect(link);
        suback(link, 0);
        filters.disconnected();
        cancel(entry);

        filters.connected(next, true);

        assertThat(next.said()).containsExactly("unsubscribe a");
    }

    @Test
    void shouldNotUnsubscribeWhatTheBrokerHasForgotten() {
        Entry entry = add("a", AT_LEAST_ONCE);
        connect(link);
        suback(link, 0);
        filters.disconnected();
        cancel(entry);

        filters.connected(next, false);

        assertThat(next.said()).isEmpty();
    }

    @Test
    void shouldUnsubscribeAgainWhenTheConnectionWasLostBeforeTheAnswer() {
        Entry entry = add("a", AT_LEAST_ONCE);
        connect(link);
        suback(link, 0);
        cancel(entry);
        assertThat(link.said()).last().isEqualTo("unsubscribe a");

        reconnect(true);

        assertThat(next.said()).containsExactly("unsubscribe a");
    }

    // ---- a broker that does not answer

    @Test
    void shouldGiveUpABrokerThatDoesNotAnswer() {
        filters = answeredWithin(SHORT);
        add("a", AT_LEAST_ONCE);

        onLoop(() -> connect(link));

        await().until(() -> saidOnLoop().contains("abort"));
    }

    @Test
    void shouldNotGiveUpABrokerThatAnswered() {
        filters = answeredWithin(SHORT);
        add("a", AT_LEAST_ONCE);
        onLoop(() -> {
            connect(link);
            suback(link, 0);
        });

        passOnLoop(SHORT);

        assertThat(saidOnLoop()).doesNotContain("abort");
    }

    /** The answers to packets that went out together come one after the other. */
    @Test
    void shouldGiveTheBrokerItsTimeAgainForEachAnswer() {
        filters = answeredWithin(SHORT);
        IntStream.range(0, 101).forEach(i -> add("t/" + i, AT_LEAST_ONCE));
        CompletableFuture<List<String>> saidInTime = new CompletableFuture<>();

        onLoop(() -> {
            connect(link);
            suback(link, 0);
            loop.owner()
                    .setTimer(SHORT.toMillis(), timer -> loop.runOnContext(again -> saidInTime.complete(link.said())));
        });

        assertThat(saidInTime.orTimeout(5, TimeUnit.SECONDS).join()).hasSize(2).doesNotContain("abort");
        await().until(() -> saidOnLoop().contains("abort"));
    }

    @Test
    void shouldGiveTheBrokerItsTimeAgainWhenItsAnswerWasNotRead() {
        filters = answeredWithin(SHORT);
        add("a", AT_LEAST_ONCE);
        onLoop(() -> {
            connect(link);
            link.read(false);
        });
        passOnLoop(SHORT);
        assertThat(saidOnLoop()).doesNotContain("abort");

        onLoop(() -> link.read(true));

        await().until(() -> saidOnLoop().contains("abort"));
    }

    // ----

    private SubscribedFilters answeredWithin(Duration timeout) {
        return new SubscribedFilters(loop, ids, subscriptions, log, timeout);
    }

    private Entry add(String filter, QoS qos) {
        return add(filter, qos, SubscribeOptions.NONE);
    }

    private Entry add(String filter, QoS qos, SubscribeOptions options) {
        Entry entry = new Entry(new TopicFilter(filter), qos, options, HANDLER);
        subscriptions.add(entry);
        return entry;
    }

    private void cancel(Entry entry) {
        subscriptions.remove(entry);
        filters.sync();
    }

    private void connect(FakeLink to) {
        filters.connected(to, true);
    }

    private void reconnect(boolean sessionKept) {
        filters.disconnected();
        filters.connected(next, sessionKept);
    }

    private void suback(FakeLink from, int number, String... refused) {
        List<String> no = List.of(refused);
        int[] codes = from.subscribed(number).stream()
                .mapToInt(each -> no.contains(each.filter()) ? ReasonCode.NOT_AUTHORIZED.code() : each.qos())
                .toArray();
        filters.subAck(from.subscribeId(number), codes);
    }

    private List<String> saidOnLoop() {
        CompletableFuture<List<String>> said = new CompletableFuture<>();
        loop.runOnContext(v -> said.complete(link.said()));
        return said.orTimeout(5, TimeUnit.SECONDS).join();
    }

    private void onLoop(Runnable action) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.runOnContext(v -> {
            action.run();
            done.complete(null);
        });
        done.orTimeout(5, TimeUnit.SECONDS).join();
    }

    /** Until a timer went off that began after those of before, and what they did is done. */
    private void passOnLoop(Duration time) {
        CompletableFuture<Void> passed = new CompletableFuture<>();
        loop.runOnContext(v ->
                loop.owner().setTimer(time.toMillis(), timer -> loop.runOnContext(again -> passed.complete(null))));
        passed.orTimeout(5, TimeUnit.SECONDS).join();
    }
}
