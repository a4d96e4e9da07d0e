package dev.mooring.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mooring.broker.MosquittoBroker;
import dev.mooring.broker.TcpProxy;
import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.OutboundMessage;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.SessionListener;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.mqtt.TopicName;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * 100,000 events, QoS 1, through a network that is cut ten times: duplicates, some that nobody can decode, some whose handler
 * fails once or always. Each ends exactly once. Takes about 15 s.
 *
 * <p>What the broker sends again after a cut is counted where it arrives, so that the sums are exact and not about right.
 */
@EnabledIf(value = "mosquittoIsHere", disabledReason = MosquittoBroker.MISSING)
class MixedRunTest {

    private static final int EVENTS = 100_000;
    private static final int CUTS = 10;
    private static final int AHEAD = 1000;
    private static final int RETRIES = 2;
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration ALL = Duration.ofSeconds(60);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String UNDECODABLE = "no event: ";

    /** How often the handler was asked, and how often it succeeded. */
    private final AtomicIntegerArray asked = new AtomicIntegerArray(EVENTS);

    private final AtomicIntegerArray handled = new AtomicIntegerArray(EVENTS);
    private final AtomicLong arrivedEvents = new AtomicLong();
    private final AtomicLong arrivedUndecodable = new AtomicLong();
    private final Map<String, Set<String>> letters = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Throwable> notSent = new ConcurrentLinkedQueue<>();

    static boolean mosquittoIsHere() {
        return MosquittoBroker.available();
    }

    @Test
    void shouldEndEachEventExactlyOnce() throws Exception {
        try (MosquittoBroker broker = MosquittoBroker.builder().start();
                TcpProxy proxy = TcpProxy.to(broker);
                EventClient undertaker = connectedUndertaker(broker);
                EventClient sender = connected(EventClient.builder(broker.url(), "mixed-sender"));
                EventClient client = connectedClient(proxy)) {

            sendAll(sender, client, proxy);

            await("all events")
                    .atMost(ALL)
                    .pollInterval(Duration.ofMillis(20))
                    .untilAsserted(() -> assertCountsOf(client));
            assertEachHandledOnce();
            await("all dead letters").atMost(LONG).untilAsserted(this::assertEachDeadLetteredOnce);
            assertThat(proxy.accepted()).as("connections").isEqualTo(1 + CUTS);
            assertThat(undertaker.connected()).isTrue();
            client.shutdown().await().atMost(LONG);
            assertNothingIsLeft(broker, sender);
        }
        assertThat(notSent).isEmpty();
    }

    // ---- what is sent

    private enum Kind {
        GOOD,
        DUPLICATE,
        UNDECODABLE,
        FAILING_ONCE,
        FAILING_ALWAYS
    }

    /** Of 1,000: 50 duplicates, 10 undecodable, 10 that fail once, and one that always does. */
    private static Kind kind(int number) {
        if (number % 20 == 7) {
            return Kind.DUPLICATE;
        }
        if (number % 100 == 3) {
            return Kind.UNDECODABLE;
        }
        if (number % 100 == 11) {
            return Kind.FAILING_ONCE;
        }
        return number % 1000 == 500 ? Kind.FAILING_ALWAYS : Kind.GOOD;
    }

    private static long all(Kind kind) {
        return IntStream.range(0, EVENTS).filter(number -> kind(number) == kind).count();
    }

    private static byte[] payload(int number) {
        String text = kind(number) == Kind.UNDECODABLE
                ? UNDECODABLE + number
                : EventsOnBrokers.foreign("%032x".formatted(number), "mixed", "{\"n\":" + number + "}");
        return text.getBytes(UTF_8);
    }

    private void sendAll(EventClient sender, EventClient client, TcpProxy proxy) throws InterruptedException {
        Semaphore ahead = new Semaphore(AHEAD);
        for (int number = 0; number < EVENTS; number++) {
            send(sender, ahead, number);
            if (number >= 10 && kind(number - 10) == Kind.DUPLICATE) {
                send(sender, ahead, number - 10); // ten later, byte by byte the same
            }
            if ((number + 1) % (EVENTS / (CUTS + 1)) == 0 && proxy.accepted() <= CUTS) {
                cut(client, proxy);
            }
        }
        assertThat(ahead.tryAcquire(AHEAD, 30, TimeUnit.SECONDS)).as("all sent").isTrue();
    }

    private void send(EventClient sender, Semaphore ahead, int number) throws InterruptedException {
        assertThat(ahead.tryAcquire(30, TimeUnit.SECONDS)).as("room to send").isTrue();
        TopicName topic = new TopicName("mixed/" + number % 8);
        sender.link().publish(new OutboundMessage(topic, payload(number), QoS.AT_LEAST_ONCE, false), failure -> {
            ahead.release();
            if (failure != null) {
                notSent.add(failure);
            }
        });
    }

    /** While something is under way. */
    private void cut(EventClient client, TcpProxy proxy) {
        int before = proxy.accepted();
        long arrived = arrivedEvents.get();
        await("traffic").atMost(LONG).until(() -> client.connected() && arrivedEvents.get() > arrived);
        proxy.cut();
        await("a new connection").atMost(LONG).until(() -> proxy.accepted() > before && client.connected());
    }

    // ---- who handles it

    private EventClient connectedClient(TcpProxy proxy) {
        EventClientBuilder builder = EventClient.builder(proxy.url(), "mixed")
                .cleanSession(false)
                .dedupe(new DedupeOptions(Duration.ofMinutes(10), EVENTS))
                .reconnect(Duration.ofMillis(10), Duration.ofMillis(20))
                .takeoverCooldown(Duration.ofMillis(20)) // so many cuts look like a second client
                .listener(new SessionListener() {
                    @Override
                    public void received(InboundMessage message) {
                        boolean event = message.payloadBytes()[0] == '{';
                        (event ? arrivedEvents : arrivedUndecodable).incrementAndGet();
                    }
                });
        EventClient client = builder.build();
        client.on("mixed/+")
                .concurrency(4)
                .retry(new RetryOptions(RETRIES, Duration.ofMillis(1)))
                .handleAsync(this::handle);
        connect(client);
        return client;
    }

    private Uni<Void> handle(IncomingEvent event) {
        int number = event.data().get("n").intValue();
        int attempt = asked.incrementAndGet(number);
        Kind kind = kind(number);
        if (kind == Kind.FAILING_ALWAYS || (kind == Kind.FAILING_ONCE && attempt == 1)) {
            return Uni.createFrom().failure(new IllegalStateException("as planned"));
        }
        handled.incrementAndGet(number);
        return Uni.createFrom().voidItem();
    }

    private EventClient connectedUndertaker(MosquittoBroker broker) {
        EventClient client =
                EventClient.builder(broker.url(), "mixed-undertaker").build();
        client.link().subscribe(new TopicFilter("dead-letter/mixed/#"), QoS.AT_LEAST_ONCE, (message, done) -> {
            keep(message.payloadBytes());
            done.run();
        });
        connect(client);
        return client;
    }

    /** By what was dead-lettered, the letters themselves: one that MQTT sent twice is still one letter. */
    private void keep(byte[] letter) {
        try {
            JsonNode root = JSON.readTree(letter);
            letters.computeIfAbsent(root.get("payload").textValue(), key -> ConcurrentHashMap.newKeySet())
                    .add(new String(letter, UTF_8));
        } catch (IOException e) {
            notSent.add(e);
        }
    }

    private static EventClient connected(EventClientBuilder builder) {
        EventClient client = builder.build();
        connect(client);
        return client;
    }

    private static void connect(EventClient client) {
        client.connect().await().atMost(LONG);
        client.publish("subscribed/" + client.clientId(), "t", Map.of()).await().atMost(LONG);
    }

    // ---- what became of it

    /** Each arrival has one outcome, and there are as many as there must be. */
    private void assertCountsOf(EventClient client) {
        long distinct = EVENTS - all(Kind.UNDECODABLE);
        long always = all(Kind.FAILING_ALWAYS);
        assertThat(client.count(EventOutcome.HANDLED)).as("handled").isEqualTo(distinct - always);
        assertThat(client.count(EventOutcome.DUPLICATE)).as("duplicate").isEqualTo(arrivedEvents.get() - distinct);
        assertThat(client.count(EventOutcome.UNDECODABLE)).as("undecodable").isEqualTo(arrivedUndecodable.get());
        assertThat(client.count(EventOutcome.DEAD_LETTERED))
                .as("dead-lettered")
                .isEqualTo(always + arrivedUndecodable.get());
        assertThat(client.count(EventOutcome.RETRIED))
                .as("retried")
                .isEqualTo(all(Kind.FAILING_ONCE) + always * RETRIES);
        assertThat(client.count(EventOutcome.FAILED))
                .as("failed")
                .isEqualTo(all(Kind.FAILING_ONCE) + always * (1 + RETRIES));
        assertThat(client.count(EventOutcome.DROPPED) + client.count(EventOutcome.UNWANTED))
                .isZero();
        // Fewer arrivals than were sent would be a loss, and more come after cuts.
        assertThat(arrivedEvents.get()).isGreaterThanOrEqualTo(distinct + all(Kind.DUPLICATE));
        assertThat(arrivedUndecodable.get()).isGreaterThanOrEqualTo(all(Kind.UNDECODABLE));
    }

    private void assertEachHandledOnce() {
        for (int number = 0; number < EVENTS; number++) {
            Kind kind = kind(number);
            boolean dead = kind == Kind.UNDECODABLE || kind == Kind.FAILING_ALWAYS;
            assertThat(handled.get(number)).as("%s %d handled", kind, number).isEqualTo(dead ? 0 : 1);
        }
    }

    private void assertEachDeadLetteredOnce() {
        Set<String> expected = new HashSet<>();
        long written = 0;
        for (int number = 0; number < EVENTS; number++) {
            Kind kind = kind(number);
            if (kind == Kind.UNDECODABLE || kind == Kind.FAILING_ALWAYS) {
                expected.add(new String(payload(number), UTF_8));
            }
        }
        assertThat(letters.keySet()).containsExactlyInAnyOrderElementsOf(expected);
        for (Map.Entry<String, Set<String>> each : letters.entrySet()) {
            boolean event = !each.getKey().startsWith(UNDECODABLE);
            written += each.getValue().size();
            // What has no id is no duplicate when it arrives again: each arrival has its letter.
            assertThat(event ? each.getValue().size() : 1).as(each.getKey()).isEqualTo(1);
        }
        assertThat(written).isLessThanOrEqualTo(all(Kind.FAILING_ALWAYS) + arrivedUndecodable.get());
    }

    /** All was acknowledged: the next one with this session gets nothing but what is sent to it now. */
    private static void assertNothingIsLeft(MosquittoBroker broker, EventClient sender) {
        ConcurrentLinkedQueue<String> left = new ConcurrentLinkedQueue<>();
        try (EventClient next =
                EventClient.builder(broker.url(), "mixed").cleanSession(false).build()) {
            next.on("mixed/+").handleAsync(event -> {
                left.add(event.type());
                return Uni.createFrom().voidItem();
            });
            connect(next);
            sender.publish("mixed/0", "marker", Map.of()).await().atMost(LONG);
            await("the marker").atMost(LONG).until(() -> left.contains("marker"));
            assertThat(left).containsExactly("marker");
            assertThat(next.count(EventOutcome.UNDECODABLE)).isZero();
        }
    }
}
