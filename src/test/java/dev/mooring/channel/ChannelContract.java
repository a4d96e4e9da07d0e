package dev.mooring.channel;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.mooring.broker.Peer;
import dev.mooring.broker.Peer5;
import dev.mooring.broker.Received;
import dev.mooring.channel.TestChannels.Reading;
import dev.mooring.channel.TestChannels.Seen;
import dev.mooring.event.Envelope;
import dev.mooring.mqtt.MessageProperties;
import dev.mooring.mqtt.MessageProperties.UserProperty;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicName;
import dev.mooring.site.Site;
import dev.mooring.site.Sites;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.Arc;
import io.smallrye.reactive.messaging.health.HealthReport;
import io.smallrye.reactive.messaging.health.HealthReport.ChannelInfo;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.spi.ConnectorLiteral;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What the connector does on any broker. The tests share one application; each begins with nothing remembered. */
abstract class ChannelContract {

    private static final Duration SOON = Duration.ofSeconds(30);

    private final TestChannels channels =
            Arc.container().instance(TestChannels.class).get();
    private final Sites sites = Arc.container().instance(Sites.class).get();
    private final MeterRegistry registry =
            Arc.container().instance(MeterRegistry.class).get();
    private final List<Peer> peers = new ArrayList<>();
    private final List<Peer5> peers5 = new ArrayList<>();

    @BeforeEach
    void connected() {
        await().atMost(SOON).until(() -> sites.all().stream()
                .filter(site -> site.settings().enabled())
                .allMatch(Site::connected));
        channels.forget();
    }

    @AfterEach
    void disconnectPeers() {
        peers.forEach(Peer::close);
        peers5.forEach(Peer5::close);
    }

    private static String url() {
        return ConfigProvider.getConfig().getValue("mooring.sites.harbor.url", String.class);
    }

    private Peer peer() {
        Peer peer = Peer.connect(url(), "peer-" + peers.size() + "-" + System.nanoTime(), true);
        peers.add(peer);
        return peer;
    }

    private Peer5 peer5() {
        Peer5 peer = Peer5.connect(url(), "peer5-" + System.nanoTime(), true);
        peers5.add(peer);
        return peer;
    }

    private Seen awaitSeen(String channel, Predicate<Seen> wanted) {
        return await("message in " + channel)
                .atMost(SOON)
                .until(() -> channels.seen(channel).stream().filter(wanted).findFirst(), found -> found.isPresent())
                .orElseThrow();
    }

    private Object awaitPayload(String channel) {
        return awaitSeen(channel, any -> true).payload();
    }

    private double count(String meter, String site) {
        return registry.counter(meter, "site", site).count();
    }

    private MooringConnector connector() {
        return Arc.container()
                .select(MooringConnector.class, ConnectorLiteral.of(MooringConnector.NAME))
                .get();
    }

    private static ChannelInfo of(HealthReport report, String channel) {
        return report.getChannels().stream()
                .filter(each -> each.getChannel().equals(channel))
                .findFirst()
                .orElseThrow();
    }

    // ---- payloads and metadata

    @Test
    void shouldSayWhereAMessageCameFrom() {
        peer().publish("river/t/3/text", "höhe", 1, false);

        Seen seen = awaitSeen("texts", any -> true);

        assertThat(seen.payload()).isEqualTo("höhe");
        assertThat(seen.metadata())
                .isEqualTo(new SiteMessageMetadata("river", "river/t/3/text", QoS.AT_LEAST_ONCE, false, false));
    }

    @Test
    void shouldHandleOnTheEventLoopOfAContext() {
        peer().publish("river/t/slow", "x", 1, false);

        assertThat(awaitSeen("slow", any -> true).thread())
                .contains("eventloop")
                .endsWith("on a context");
    }

    @Test
    void shouldHandleBlockingMethodsOnAWorkerThread() {
        peer().publish("river/t/blocking", "x", 1, false);

        assertThat(awaitSeen("blocking", any -> true).thread())
                .contains("executor")
                .endsWith("on a context");
    }

    @Test
    void shouldDecodeEachKindOfPayload() {
        Peer peer = peer();
        byte[] envelope = """
                {"id":"%s","type":"demo.said","ts":1760000000.5,"source":"peer","data":{"n":1}}""".formatted("0".repeat(32)).getBytes(UTF_8);

        peer.publish("harbor/t/bytes", new byte[] {-1, 0, 7}, 1, false);
        peer.publish("harbor/t/buffers", "buffer", 1, false);
        peer.publish("harbor/t/objects", "{\"a\":1}", 1, false);
        peer.publish("harbor/t/envelopes", envelope, 1, false);
        peer.publish("harbor/t/readings", "{\"sensor\":\"s1\",\"value\":2.5}", 1, false);
        peer.publish("harbor/t/lists", "[{\"sensor\":\"s1\",\"value\":1},{\"sensor\":\"s2\",\"value\":2}]", 1, false);

        assertThat(awaitPayload("bytes")).isEqualTo(List.of(3, (byte) -1));
        assertThat(awaitPayload("buffers")).isEqualTo(Buffer.buffer("buffer"));
        assertThat(awaitPayload("objects")).isEqualTo(new JsonObject().put("a", 1));
        Envelope read = (Envelope) awaitPayload("envelopes");
        assertThat(read.type()).isEqualTo("demo.said");
        assertThat(read.ts()).isEqualByComparingTo(new BigDecimal("1760000000.5"));
        assertThat(awaitPayload("readings")).isEqualTo(new Reading("s1", 2.5));
        assertThat(awaitPayload("lists")).isEqualTo(List.of(new Reading("s1", 1), new Reading("s2", 2)));
    }

    // ---- sites and lanes

    @Test
    void shouldTakeMessagesOfTheSelectedSitesOnly() {
        Peer peer = peer();
        peer.publish("harbor/t/selected", "harbor", 1, false);
        peer.publish("river/t/selected", "river", 1, false);
        peer.publish("harbor/t/1/text", "after", 1, false);

        awaitSeen("selected", seen -> seen.site().equals("river"));
        awaitSeen("texts", seen -> seen.payload().equals("after"));

        assertThat(channels.seen("selected")).extracting(Seen::site).containsExactly("river");
    }

    @Test
    void shouldNotDelayOneSiteByASlowHandlerOnAnother() {
        Peer peer = peer();
        for (int i = 0; i < 3; i++) {
            peer.publish("harbor/t/slow", "h" + i, 1, false);
        }
        awaitSeen("slow", seen -> seen.payload().equals("h0"));
        for (int i = 0; i < 20; i++) {
            peer.publish("river/t/slow", "r" + i, 1, false);
        }

        awaitSeen("slow", seen -> seen.payload().equals("h2"));

        List<Object> order = channels.seen("slow").stream().map(Seen::payload).toList();
        assertThat(order.indexOf("r19")).isBetween(0, order.indexOf("h2"));
        assertThat(order).filteredOn(each -> each.toString().startsWith("r")).hasSize(20);
    }

    /** Only the one that runs is handled again: those that wait are taken for what the broker sends again. */
    @Test
    void shouldHandleOnceWhatWaitedOnConnectionsThatDied() {
        Site harbor = sites.find("harbor").orElseThrow();
        Peer peer = peer();
        List<String> sent = List.of("w0", "w1", "w2", "w3", "w4");
        sent.forEach(payload -> peer.publish("harbor/t/held", payload, 1, false));
        awaitCopies(harbor, sent.size());

        for (int connections = 2; connections <= 4; connections++) {
            harbor.reconnect();
            awaitCopies(harbor, connections * sent.size());
        }
        sent.forEach(channels::release);
        channels.release("last");
        peer.publish("harbor/t/held", "last", 1, false);

        awaitSeen("held", seen -> seen.payload().equals("last"));
        assertThat(channels.seen("held"))
                .extracting(Seen::payload)
                .containsExactly("w0", "w1", "w2", "w3", "w4", "w0", "last");
    }

    /** A handler that takes everything at once sees how many come, and that none is acknowledged. */
    private void awaitCopies(Site site, int count) {
        await().atMost(SOON).until(() -> {
            if (!site.connected()) {
                site.reconnect(); // rather than wait
            }
            return channels.seen("everything").stream()
                            .filter(seen -> seen.topic().equals("harbor/t/held"))
                            .count()
                    >= count;
        });
    }

    @Test
    void shouldHandleTheMessagesOfOneSiteOneAfterTheOther() {
        Peer peer = peer();
        peer.publish("harbor/t/held", "a1", 1, false);
        peer.publish("harbor/t/held", "a2", 1, false);
        peer.publish("river/t/held", "b1", 1, false);

        awaitSeen("held", seen -> seen.payload().equals("b1"));
        assertThat(channels.seen("held")).extracting(Seen::payload).doesNotContain("a2");

        channels.release("a1");
        awaitSeen("held", seen -> seen.payload().equals("a2"));
        channels.release("a2");
        channels.release("b1");
    }

    @Test
    void shouldHandleAsManyMessagesOfOneSiteAtOnceAsConcurrencySays() {
        Peer peer = peer();
        // "0" and "1" lie in different lanes of two, by their hash.
        peer.publish("harbor/t/pair/0", "a1", 1, false);
        peer.publish("harbor/t/pair/0", "a2", 1, false);
        peer.publish("harbor/t/pair/1", "b1", 1, false);

        awaitSeen("pair", seen -> seen.payload().equals("a1"));
        awaitSeen("pair", seen -> seen.payload().equals("b1"));
        assertThat(channels.seen("pair")).extracting(Seen::payload).doesNotContain("a2");

        channels.release("a1");
        awaitSeen("pair", seen -> seen.payload().equals("a2"));
        channels.release("a2");
        channels.release("b1");
    }

    // ---- acknowledgement

    @Test
    void shouldAcknowledgeOnlyAfterTheHandler() {
        String payload = "held " + System.nanoTime();
        peer().publish("harbor/t/held", payload, 1, false);
        awaitSeen("held", seen -> seen.payload().equals(payload));

        sites.find("harbor").orElseThrow().reconnect();
        await().atMost(SOON).until(() -> sites.find("harbor").orElseThrow().unacknowledged() > 0);
        channels.release(payload);

        await("the message again")
                .atMost(SOON)
                .until(() -> channels.seen("held").stream()
                                .filter(seen -> seen.payload().equals(payload))
                                .count()
                        >= 2); // Artemis may resume with a topic alias of the connection before; then it comes once
        // more
        await().atMost(SOON).until(() -> sites.find("harbor").orElseThrow().unacknowledged() == 0);
    }

    @Test
    void shouldCountWhatWasHandled() {
        double before = count("mqtt.messages.handled", "river");

        peer().publish("river/t/3/text", "x", 1, false);

        // The channel of everything handles it as well.
        await().atMost(SOON).until(() -> count("mqtt.messages.handled", "river") == before + 2);
    }

    @Test
    void shouldAcknowledgeABroadcastWhenAllConsumersAreDone() {
        Site river = sites.find("river").orElseThrow();
        peer().publish("river/t/news", "n", 1, false);
        awaitSeen("news", seen -> seen.payload().equals("first n"));
        awaitSeen("news", seen -> seen.payload().equals("second n"));

        channels.release("first n");
        await().during(Duration.ofMillis(100)).until(() -> river.unacknowledged() == 1);
        channels.release("second n");

        await().atMost(SOON).until(() -> river.unacknowledged() == 0);
    }

    // ---- failures

    @Test
    void shouldAskAFailingHandlerAgain() {
        double retried = count("mqtt.messages.retried", "river");
        Peer peer = peer();
        peer.subscribe("river/dead-letter/#", 1);

        peer.publish("river/t/retried", "twice 2", 1, false);
        peer.publish("river/t/retried", "next 0", 1, false);

        awaitSeen("retried", seen -> seen.payload().equals("next 0"));
        assertThat(channels.seen("retried"))
                .extracting(Seen::payload)
                .containsExactly("twice 2", "twice 2", "twice 2", "next 0");
        assertThat(count("mqtt.messages.retried", "river")).isEqualTo(retried + 2);
        assertThat(peer.received()).isEmpty();
        await().atMost(SOON).until(() -> sites.find("river").orElseThrow().unacknowledged() == 0);
    }

    @Test
    void shouldSkipEventsThatWereHandledOrAreBeingHandled() {
        double duplicates = count("mqtt.messages.duplicate", "harbor");
        Site site = sites.find("harbor").orElseThrow();
        Peer peer = peer();
        String event = "{\"id\":\"%s\",\"type\":\"t\",\"ts\":1.5,\"source\":\"s\",\"data\":{\"n\":1}}";

        peer.publish("harbor/t/deduped", event.formatted("one"), 1, false);
        peer.publish("harbor/t/deduped", event.formatted("one"), 1, false);
        awaitSeen("deduped", any -> true);
        await().atMost(SOON).until(() -> count("mqtt.messages.duplicate", "harbor") == duplicates + 1);
        assertThat(site.unacknowledged()).isEqualTo(2);

        channels.release("one");
        await().atMost(SOON).until(() -> site.unacknowledged() == 0);
        peer.publish("harbor/t/deduped", event.formatted("one"), 1, false);
        peer.publish("harbor/t/deduped", event.formatted("two"), 1, false);
        awaitSeen("deduped", seen -> seen.payload().equals("two"));
        channels.release("two");

        await().atMost(SOON).until(() -> site.unacknowledged() == 0);
        assertThat(channels.seen("deduped")).extracting(Seen::payload).containsExactly("one", "two");
        assertThat(count("mqtt.messages.duplicate", "harbor")).isEqualTo(duplicates + 2);
    }

    @Test
    void shouldTakeCloudEventsAsEnvelopes() {
        peer().publish(
                        "river/t/envelopes",
                        "{\"specversion\":\"1.0\",\"id\":\"c1\",\"type\":\"t\",\"source\":\"/s\",\"data\":{\"n\":1}}",
                        1,
                        false);

        assertThat(awaitPayload("envelopes")).isInstanceOfSatisfying(Envelope.class, event -> assertThat(event.id())
                .isEqualTo("c1"));
    }

    @Test
    void shouldPutWhatFailsForeverToTheDeadLetters() {
        double lettersBefore = count("mqtt.messages.dead.lettered", "river");
        Peer peer = peer();
        peer.subscribe("river/dead-letter/#", 1);

        peer.publish("river/t/retried", "always 9", 1, false);

        Received letter = peer.awaitMessage(any -> true);
        assertThat(letter.topic()).isEqualTo("river/dead-letter/river/t/retried");
        assertThat(letter.retain()).isFalse();
        JsonObject content = new JsonObject(letter.text());
        assertThat(content.fieldNames()).containsExactlyInAnyOrder("topic", "error", "payload", "at", "site");
        assertThat(content.getString("topic")).isEqualTo("river/t/retried");
        assertThat(content.getString("error")).isEqualTo("java.lang.IllegalStateException: attempt 3");
        assertThat(content.getString("payload")).isEqualTo("always 9");
        assertThat(content.getString("site")).isEqualTo("river");
        assertThat(content.getInstant("at")).isNotNull();
        await().atMost(SOON).until(() -> count("mqtt.messages.dead.lettered", "river") == lettersBefore + 1);
        await().atMost(SOON).until(() -> sites.find("river").orElseThrow().unacknowledged() == 0);
    }

    @Test
    void shouldPutBytesThatAreNoTextToTheDeadLettersAsBase64() {
        Peer peer = peer();
        peer.subscribe("river/dead-letter/#", 1);
        byte[] payload = {-1, -2, 0};

        peer.publish("river/t/dead", payload, 1, false);

        JsonObject content = new JsonObject(peer.awaitMessage(any -> true).text());
        assertThat(content.getString("payload_base64"))
                .isEqualTo(Base64.getEncoder().encodeToString(payload));
        assertThat(content.containsKey("payload")).isFalse();
        assertThat(channels.seen("dead")).hasSize(1);
    }

    @Test
    void shouldLeaveThePayloadOutOfADeadLetterThatWouldBeTooLarge() {
        Peer peer = peer();
        peer.subscribe("river/dead-letter/#", 1);
        byte[] payload = new byte[1_000_000];
        Arrays.fill(payload, (byte) -1);

        peer.publish("river/t/dead", payload, 1, false);

        JsonObject content = new JsonObject(peer.awaitMessage(any -> true).text());
        assertThat(content.fieldNames()).containsExactlyInAnyOrder("topic", "error", "at", "site");
        await().atMost(SOON).until(() -> sites.find("river").orElseThrow().unacknowledged() == 0);
    }

    @Test
    void shouldHandDeadLettersOnlyToWhoAsksForThem() {
        peer().publish("river/t/dead", "x", 1, false);

        assertThat(awaitSeen("graves", any -> true).topic()).isEqualTo("river/dead-letter/river/t/dead");

        peer().publish("river/t/3/text", "after", 1, false);
        awaitSeen("everything", seen -> seen.topic().endsWith("/text"));
        assertThat(channels.seen("everything"))
                .extracting(Seen::topic)
                .noneMatch(topic -> topic.contains("dead-letter"));
    }

    @Test
    void shouldPutAnUndecodablePayloadToTheDeadLettersAtOnceAndGoOn() {
        double before = count("mqtt.messages.undecodable", "river");
        double retried = count("mqtt.messages.retried", "river");
        Peer peer = peer();
        peer.subscribe("river/dead-letter/#", 1);

        peer.publish("river/t/readings", "no json, secret", 1, false);
        peer.publish("river/t/envelopes", "{\"id\":7}", 1, false);
        peer.publish("river/t/objects", "[1]", 1, false);
        peer.publish("river/t/5/text", new byte[] {-1, -2}, 1, false);
        peer.publish("river/t/readings", "{\"sensor\":\"s1\",\"value\":2.5}", 1, false);

        assertThat(awaitPayload("readings")).isEqualTo(new Reading("s1", 2.5));
        String error = new JsonObject(peer.awaitMessage(each -> each.topic().endsWith("readings"))
                        .text())
                .getString("error");
        assertThat(error).startsWith("payload is not JSON").doesNotContain("secret");
        peer.awaitMessage(each -> each.topic().endsWith("envelopes"));
        peer.awaitMessage(each -> each.topic().endsWith("objects"));
        peer.awaitMessage(each -> each.topic().endsWith("text"));
        assertThat(count("mqtt.messages.undecodable", "river")).isEqualTo(before + 4);
        assertThat(count("mqtt.messages.retried", "river")).isEqualTo(retried);
    }

    @Test
    void shouldIgnoreFailuresWhenAskedTo() {
        Peer peer = peer();
        peer.subscribe("river/dead-letter/#", 1);

        peer.publish("river/t/ignored", "a", 1, false);
        peer.publish("river/t/ignored", "b", 1, false);

        awaitSeen("ignored", seen -> seen.payload().equals("b"));
        await().atMost(SOON).until(() -> sites.find("river").orElseThrow().unacknowledged() == 0);
        assertThat(channels.seen("ignored")).hasSize(2);
        assertThat(peer.received()).isEmpty();
    }

    @Test
    void shouldStopALaneWhoseStrategyIsFail() {
        Peer peer = peer();
        peer.publish("island/t/fail", "good", 1, false);
        peer.publish("island/t/fail", "bad", 1, false);
        peer.publish("island/t/fail", "never", 1, false);

        awaitSeen("fail", seen -> seen.payload().equals("bad"));
        await().atMost(SOON).until(() -> !of(connector().getLiveness(), "fail").isOk());

        assertThat(of(connector().getReadiness(), "fail").getMessage()).isEqualTo("stopped after a failure");
        assertThat(sites.find("island").orElseThrow().unacknowledged()).isPositive();
        assertThat(channels.seen("fail")).extracting(Seen::payload).doesNotContain("never");
        assertThat(of(connector().getLiveness(), "texts").isOk()).isTrue();
    }

    @Test
    void shouldFreeTheMessageOfAHandlerThatDoesNotAnswer() {
        Peer peer = peer();
        peer.subscribe("quay/dead-letter/#", 1);
        Site quay = sites.find("quay").orElseThrow();

        peer.publish("quay/t/stuck", "one", 1, false);
        peer.publish("quay/t/stuck", "behind it", 1, false);

        JsonObject letter = new JsonObject(peer.awaitMessage(any -> true).text());
        assertThat(letter.getString("payload")).isEqualTo("one");
        assertThat(letter.getString("error")).isEqualTo("handler has not answered within PT0.3S");
        assertThat(of(connector().getLiveness(), "stuck").isOk()).isFalse();
        peer.awaitMessage(each -> each.text().contains("behind it"));
        await().atMost(SOON).until(() -> quay.unacknowledged() == 0);

        channels.release("one");
        await().atMost(SOON).until(() -> of(connector().getLiveness(), "stuck").isOk());
        channels.release("two");
        peer.publish("quay/t/stuck", "two", 1, false);
        awaitSeen("stuck", seen -> seen.payload().equals("two"));
        await().atMost(SOON).until(() -> quay.unacknowledged() == 0);
    }

    @Test
    void shouldDropAndCountMessagesOfQoS0ThatFindAFullBuffer() {
        double before = count("mqtt.messages.dropped", "river");
        Peer peer = peer();
        peer.publish("river/t/flood", "first", 0, false);
        awaitSeen("flood", seen -> seen.payload().equals("first"));

        for (int i = 0; i < 10; i++) {
            peer.publish("river/t/flood", "m" + i, 0, false);
        }

        await().atMost(SOON).until(() -> count("mqtt.messages.dropped", "river") == before + 8);
        channels.release("m0");
        channels.release("m1");
        channels.release("first");
        awaitSeen("flood", seen -> seen.payload().equals("m1"));
        assertThat(channels.seen("flood")).extracting(Seen::payload).containsExactly("first", "m0", "m1");
    }

    // ---- outgoing

    @Test
    void shouldPublishToEverySelectedSite() {
        Peer peer = peer();
        peer.subscribe("+/t/globbed", 1);

        channels.globbed().send("x").await().atMost(SOON);

        await().atMost(SOON).until(() -> peer.received().size() == 2);
        assertThat(peer.received())
                .extracting(Received::topic)
                .containsExactlyInAnyOrder("harbor/t/globbed", "river/t/globbed");
        assertThat(peer.received()).extracting(Received::qos).containsOnly(0);
    }

    @Test
    void shouldPublishWhereTheMetadataSays() {
        Peer peer = peer();
        peer.subscribe("#", 1);

        send(OutgoingSiteMetadata.to("river").withTopic("t/other").withRetain(true), "x")
                .join();

        Received received = peer.awaitMessage(each -> each.topic().endsWith("t/other"));
        assertThat(received.topic()).isEqualTo("river/t/other");
        await().untilAsserted(() -> assertThat(peer.retained("river/t/other")).contains("x"));
        assertThat(peer.received()).noneMatch(each -> each.topic().startsWith("harbor/t"));
        peer.publish("river/t/other", new byte[0], 1, true);
    }

    @Test
    void shouldWriteEachKindOfPayload() {
        Peer peer = peer();
        peer.subscribe("river/w/#", 1);
        Envelope envelope = new Envelope(
                "1".repeat(32), "demo.said", new BigDecimal("1.5"), "me", JsonNodeFactory.instance.objectNode());

        Map<String, Object> payloads = Map.of(
                "bytes",
                new byte[] {1, 2},
                "buffer",
                Buffer.buffer("buffer"),
                "text",
                "höhe",
                "object",
                new JsonObject().put("a", 1),
                "array",
                new JsonArray().add(1),
                "envelope",
                envelope,
                "record",
                new Reading("s1", 2.5));
        payloads.forEach(
                (name, payload) -> send(OutgoingSiteMetadata.to("river").withTopic("w/" + name), payload)
                        .join());

        Map<String, String> expected = Map.of(
                "bytes", "\u0001\u0002",
                "buffer", "buffer",
                "text", "höhe",
                "object", "{\"a\":1}",
                "array", "[1]",
                "envelope",
                        "{\"id\":\"" + "1".repeat(32)
                                + "\",\"type\":\"demo.said\",\"ts\":1.5,\"source\":\"me\",\"data\":{}}",
                "record", "{\"sensor\":\"s1\",\"value\":2.5}");
        expected.forEach((name, text) -> assertThat(
                        peer.awaitMessage(each -> each.topic().equals("river/w/" + name))
                                .text())
                .isEqualTo(text));
    }

    @Test
    void shouldFailASendToASiteThatIsNotThere() {
        assertThat(send(OutgoingSiteMetadata.to("atlantis"), "x"))
                .failsWithin(SOON)
                .withThrowableThat()
                .withMessageContaining("channel 'commands': there is no site 'atlantis'");
        assertThat(send(OutgoingSiteMetadata.to("moat"), "x"))
                .failsWithin(SOON)
                .withThrowableThat()
                .withMessageContaining("site 'moat' is disabled");
        assertThat(send(OutgoingSiteMetadata.on("bad/#"), "x"))
                .failsWithin(SOON)
                .withThrowableThat()
                .withMessageContaining("wildcards");

        // And the channel lives on.
        assertThat(send(OutgoingSiteMetadata.to("river"), "x")).succeedsWithin(SOON);
    }

    // ---- MQTT 5

    @Test
    void shouldTellTheHandlerThePropertiesOfAMessage() {
        var sent = dev.mooring.broker.MessageProperties.NONE
                .contentType("text/plain")
                .responseTopic("answers/here")
                .correlationData("7")
                .expiry(Duration.ofMinutes(5))
                .user("k", "1")
                .user("k", "2");

        peer5().publish("river/t/1/text", "x", 1, false, sent);

        MessageProperties properties =
                awaitSeen("texts", any -> true).metadata().properties();
        assertThat(properties.contentType()).isEqualTo("text/plain");
        assertThat(properties.responseTopic()).isEqualTo(new TopicName("answers/here"));
        assertThat(properties.correlationData()).isEqualTo(Buffer.buffer("7"));
        assertThat(properties.expiry()).isBetween(Duration.ofMinutes(4), Duration.ofMinutes(5));
        assertThat(properties.userProperties()).containsExactly(new UserProperty("k", "1"), new UserProperty("k", "2"));
    }

    @Test
    void shouldTellTheHandlerNoPropertiesOnThreeOneOne() {
        var sent = dev.mooring.broker.MessageProperties.NONE.contentType("text/plain");

        peer5().publish("island/t/1/text", "x", 1, false, sent);

        assertThat(awaitSeen("texts", any -> true).metadata().properties()).isEqualTo(MessageProperties.NONE);
    }

    @Test
    void shouldPublishWithThePropertiesOfTheMetadata() {
        Peer5 peer = peer5();
        peer.subscribe("river/t/commands", 1);
        OutgoingSiteMetadata metadata = OutgoingSiteMetadata.to("river")
                .withExpiry(Duration.ofMinutes(5))
                .withContentType("text/plain")
                .withResponseTo("answers/here", Buffer.buffer("7"))
                .withUserProperty("k", "1")
                .withUserProperty("k", "2");

        send(metadata, "x").join();

        var got = peer.awaitMessage(any -> true).properties();
        assertThat(got.contentType()).contains("text/plain");
        assertThat(got.responseTopic()).contains("answers/here");
        assertThat(got.correlationData().map(UTF_8::decode).map(Object::toString))
                .contains("7");
        assertThat(got.expiry().orElseThrow()).isBetween(Duration.ofMinutes(4), Duration.ofMinutes(5));
        assertThat(got.user()).containsExactly(Map.entry("k", "1"), Map.entry("k", "2"));
    }

    @Test
    void shouldLeaveThePropertiesOutOnThreeOneOne() {
        Peer5 peer = peer5();
        peer.subscribe("island/t/commands", 1);

        send(OutgoingSiteMetadata.to("island").withContentType("text/plain"), "x")
                .join();

        assertThat(peer.awaitMessage(any -> true).text()).isEqualTo("x");
        assertThat(peer.received().get(0).properties().contentType()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"river", "island"})
    void shouldCarryMessagesExactlyOnceInBothVersions(String name) {
        Peer peer = peer();
        peer.subscribe(name + "/t/commands", 2);
        Site site = sites.find(name).orElseThrow();
        int before = site.unacknowledged(); // a lane that stopped keeps its message

        peer.publish(name + "/t/exact", name, 2, false);
        Seen seen = awaitSeen("exact", any -> true);
        send(OutgoingSiteMetadata.to(name).withQos(QoS.EXACTLY_ONCE), "x").join();

        assertThat(seen.metadata().qos()).isEqualTo(QoS.EXACTLY_ONCE);
        await().atMost(SOON).until(() -> site.unacknowledged() == before + 1);
        channels.release(name);
        await().atMost(SOON).until(() -> site.unacknowledged() == before);
        assertThat(peer.awaitMessage(any -> true).qos()).isEqualTo(2);
        assertThat(channels.seen("exact")).hasSize(1);
    }

    private CompletableFuture<Void> send(OutgoingSiteMetadata metadata, Object payload) {
        return channels.commands()
                .sendMessage(Message.of(payload).addMetadata(metadata))
                .subscribeAsCompletionStage();
    }

    @Test
    void shouldAnswerToTheSiteThatAsked() {
        Peer peer = peer();
        peer.subscribe("+/t/answers", 1);

        peer.publish("harbor/t/questions", "a", 1, false);
        peer.publish("river/t/questions", "b", 1, false);

        await().atMost(SOON).until(() -> peer.received().size() >= 2);
        assertThat(peer.received())
                .extracting(each -> each.topic() + ": " + each.text())
                .containsExactlyInAnyOrder("harbor/t/answers: answer to a", "river/t/answers: answer to b");
    }

    // ---- neighbours

    @Test
    void shouldLeaveTheStockConnectorUsable() {
        peer().publish("stock/news", "hello", 1, false);

        assertThat(awaitPayload("stock")).isEqualTo("hello");
    }

    @Test
    void shouldFeedAnInjectedStream() {
        List<String> got = new CopyOnWriteArrayList<>();
        var subscription = channels.stream().subscribe().with(message -> {
            got.add(message.getMetadata(SiteMessageMetadata.class).orElseThrow().site() + message.getPayload());
            message.ack();
        });
        Peer peer = peer();

        peer.publish("harbor/t/streamed", " 1", 1, false);
        peer.publish("river/t/streamed", " 2", 1, false);

        await().atMost(SOON).until(() -> got.size() == 2);
        assertThat(got).containsExactlyInAnyOrder("harbor 1", "river 2");
        subscription.cancel();
    }

    @Test
    void shouldReportHealthWithoutABroker() {
        assertThat(of(connector().getStartup(), "texts").isOk()).isTrue();
        assertThat(of(connector().getStartup(), "commands").isOk()).isTrue();
        sites.find("river").orElseThrow().reconnect();
        assertThat(of(connector().getReadiness(), "selected").isOk()).isTrue();
        assertThat(of(connector().getLiveness(), "selected").isOk()).isTrue();
    }
}
