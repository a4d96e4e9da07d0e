package dev.mooring.benchmarks.client;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mooring.benchmarks.work.Envelopes;
import dev.mooring.event.DedupeOptions;
import dev.mooring.event.Envelope;
import dev.mooring.event.EnvelopeCodec;
import dev.mooring.event.EventClient;
import dev.mooring.event.EventLink;
import dev.mooring.event.EventOutcome;
import dev.mooring.event.EventSettings;
import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.MessageHandler;
import dev.mooring.mqtt.OutboundMessage;
import dev.mooring.mqtt.PublishListener;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.Subscription;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.mqtt.TopicName;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What an event costs between its bytes and its handler, without a broker: decoded by Jackson and looked up in a hash map,
 * or through an event client that deduplicates. The handler looks at the type and counts.
 */
final class Events {

    private static final int PAYLOADS = 8192;
    private static final int KNOWN = 4096;

    private Events() {}

    static Map<String, Object> run(Order order) throws Exception {
        InboundMessage[] messages = messages(order);
        return switch (order.peer()) {
            case "jackson" -> jackson(order, messages);
            case "codec" -> codec(order, messages);
            default -> client(order, messages);
        };
    }

    private static InboundMessage[] messages(Order order) {
        Envelopes envelopes = Envelopes.ofSize(order.size());
        TopicName topic = new TopicName("bench/events");
        InboundMessage[] messages = new InboundMessage[PAYLOADS];
        for (int i = 0; i < PAYLOADS; i++) {
            messages[i] = new InboundMessage(topic, Buffer.buffer(envelopes.next()), QoS.AT_LEAST_ONCE, false, false);
        }
        return messages;
    }

    private static Map<String, Object> jackson(Order order, InboundMessage... messages) {
        ObjectMapper mapper = new ObjectMapper();
        Map<String, Integer> known = new HashMap<>();
        return Repeat.run(order, new Runnable() {
            private int next;
            private int handled;

            @Override
            public void run() {
                try {
                    var event = mapper.readTree(messages[next].payloadBytes());
                    String type = event.get("type").textValue();
                    String key = type + '|' + event.get("id").textValue();
                    if (known.put(key, next) == null || !type.isEmpty()) {
                        handled++;
                    }
                    if (known.size() > 2 * KNOWN) {
                        known.clear();
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                next = next + 1 & PAYLOADS - 1;
            }
        });
    }

    /** As channels decode an {@code Envelope}: checked, and with exact numbers. */
    private static Map<String, Object> codec(Order order, InboundMessage... messages) {
        Map<String, Integer> known = new HashMap<>();
        return Repeat.run(order, new Runnable() {
            private int next;

            @Override
            public void run() {
                Envelope event =
                        EnvelopeCodec.decode(messages[next].payloadBytes()).envelope();
                known.put(event.type() + '|' + event.id(), next);
                if (known.size() > 2 * KNOWN) {
                    known.clear();
                }
                next = next + 1 & PAYLOADS - 1;
            }
        });
    }

    private static Map<String, Object> client(Order order, InboundMessage... messages) throws Exception {
        Vertx vertx = Vertx.vertx();
        Hand hand = new Hand(vertx.getOrCreateContext());
        EventSettings settings = EventSettings.of("bench").withDedupe(new DedupeOptions(Duration.ofMinutes(5), KNOWN));
        EventClient client = EventClient.over(hand, settings, new ObjectMapper(), Clock.systemUTC());
        int[] handled = new int[1];
        client.on("#").handleAsync(event -> {
            handled[0] += event.type().length();
            return Uni.createFrom().voidItem();
        });
        CompletableFuture<Map<String, Object>> figures = new CompletableFuture<>();
        hand.context.runOnContext(v -> {
            MessageHandler handler = hand.handler;
            figures.complete(Repeat.run(order, new Runnable() {
                private int next;

                @Override
                public void run() {
                    handler.handle(messages[next], () -> {});
                    next = next + 1 & PAYLOADS - 1;
                }
            }));
        });
        return figures.get();
    }

    /** A link that holds the client's one handler out. */
    private static final class Hand implements EventLink {
        private final Context context;
        private MessageHandler handler;

        Hand(Context context) {
            this.context = context;
        }

        @Override
        public Subscription subscribe(TopicFilter filter, QoS qos, MessageHandler newHandler) {
            handler = newHandler;
            return new Subscription() {
                @Override
                public TopicFilter filter() {
                    return filter;
                }

                @Override
                public void cancel() {}
            };
        }

        @Override
        public String name() {
            return "bench";
        }

        @Override
        public String clientId() {
            return "bench";
        }

        @Override
        public String below(String topic) {
            return topic;
        }

        @Override
        public Context context() {
            return context;
        }

        @Override
        public boolean speaksVersion5() {
            return true;
        }

        @Override
        public boolean connected() {
            return true;
        }

        @Override
        public Future<Void> start(Optional<Supplier<OutboundMessage>> will) {
            return Future.succeededFuture();
        }

        @Override
        public void whenConnected(Consumer<Boolean> listener) {}

        @Override
        public void publish(OutboundMessage message, PublishListener done) {
            done.done(null);
        }

        @Override
        public Future<Boolean> probe() {
            return Future.succeededFuture(true);
        }

        @Override
        public void reconnect() {}

        @Override
        public Future<Void> stop(Duration deadline) {
            return Future.succeededFuture();
        }

        @Override
        public void count(EventOutcome outcome) {}

        @Override
        public long countOf(EventOutcome outcome) {
            return 0;
        }
    }
}
