package dev.mooring.delivery;

import dev.mooring.mqtt.MqttSession;
import dev.mooring.mqtt.OutboundMessage;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.SessionListener;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.mqtt.TopicName;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Publishes numbers, looks what arrives, does harm on the way, and judges. Lives on one event loop, where its sessions live as well;
 * {@link #run} and {@link #stop} may be called from any thread.
 */
public final class Trial {

    private static final Duration UNTIL_READY = Duration.ofSeconds(30);
    private static final long TICK_MILLIS = 20;
    private static final long STANDING_MILLIS = 1_000;
    private static final long HELLO_MILLIS = 200;
    private static final Duration FAREWELL = Duration.ofSeconds(2);
    /** What is not promised is not awaited long. */
    private static final Duration QUIET = Duration.ofSeconds(2);

    private static final Duration BEFORE_NEXT_LIFE = Duration.ofMillis(500);
    private static final int MOST_CRASHES = 100;

    /**
     * What is published.
     *
     * @param topic     of one producer; of several what comes before their number
     * @param producers how many, each with a topic and numbers of its own
     * @param burst     how many messages at once
     * @param interval  between the beginnings of two bursts
     * @param count     how many for each producer; 0 for as long as {@code duration}
     */
    public record Load(
            String topic, QoS qos, int producers, int burst, Duration interval, long count, Duration duration) {

        /** What a consumer has to subscribe. */
        public TopicFilter filter(String group) {
            String own = producers == 1 ? topic : topic + "/+";
            return new TopicFilter(group.isEmpty() ? own : "$share/" + group + "/" + own);
        }

        TopicName topicOf(int producer) {
            return new TopicName(producers == 1 ? topic : topic + "/" + producer);
        }
    }

    /**
     * What is judged.
     *
     * @param maxDelay what takes longer is late; zero for no limit
     * @param drain    how long to wait for the rest at the end
     */
    public record Terms(Duration maxDelay, Duration drain) {}

    /** Makes sessions that the broker keeps, on the event loop of the trial. */
    @FunctionalInterface
    public interface Sessions {
        /** One more, not started. */
        MqttSession open(String clientId, SessionListener listener);
    }

    private final Context context;
    private final Load load;
    private final Terms terms;
    private final Faults faults;
    private final List<? extends Examined> consumers;
    private final List<Publishing> publishing = new ArrayList<>();
    private final Map<String, Publishing> byTopic = new HashMap<>();
    private final Latencies delivery = new Latencies();
    private final Latencies acknowledging = new Latencies();
    private final Promise<TrialReport> end = Promise.promise();

    private Timeline timeline = new Timeline(System.nanoTime());
    private long begin;
    private long lastReceived;
    private int ready;
    private long notUnderstood;
    private long refused;
    private int crashes;
    private int sessionsLost;
    private volatile String standing = "getting ready";

    /** Nothing is connected yet. */
    public Trial(
            Context context,
            Sessions sessions,
            String producerId,
            List<? extends Examined> consumers,
            Load load,
            Terms terms,
            Faults faults) {
        this.context = context;
        this.load = load;
        this.terms = terms;
        this.faults = faults;
        this.consumers = List.copyOf(consumers);
        boolean once = load.qos() == QoS.EXACTLY_ONCE && !faults.plan().has(Fault.KILL_CONSUMER);
        for (int i = 0; i < load.producers(); i++) {
            publishing.add(new Publishing(
                    load.topicOf(i),
                    sessions.open(producerId + (i == 0 ? "" : "-" + i), new Forgotten()),
                    new Ledger(load.qos(), terms.maxDelay(), once)));
        }
        publishing.forEach(each -> byTopic.put(each.topic.value(), each));
    }

    /** Runs it; fails when a consumer does not get ready, or again and again ends by itself. */
    public Future<TrialReport> run() {
        context.runOnContext(v -> prepare());
        return end.future().eventually(this::close);
    }

    /** Publishes no more; what is under way is awaited and judged. */
    public void stop() {
        context.runOnContext(v -> publishing.forEach(each -> each.stop()));
    }

    /** How it stands, in one line; at most a second old. */
    public String standing() {
        return standing;
    }

    private void tellStanding() {
        Verdict sum = verdicts().stream().reduce(Verdict::plus).orElseThrow();
        standing = sum.acknowledged() + " acknowledged, " + sum.received() + " received, "
                + (sum.attempted() - sum.acknowledged()) + " waiting for the broker";
    }

    private List<Verdict> verdicts() {
        return publishing.stream().map(each -> each.ledger.verdict()).toList();
    }

    private void prepare() {
        long ticker = context.owner().setPeriodic(STANDING_MILLIS, id -> tellStanding());
        end.future().onComplete(v -> context.owner().cancelTimer(ticker));
        publishing.forEach(each -> each.session.start());
        for (Examined consumer : consumers) {
            consumer.start(new Watching(consumer)).onFailure(e -> end.tryFail(e));
        }
        long deadline = System.nanoTime() + UNTIL_READY.toNanos();
        context.owner().setPeriodic(0, HELLO_MILLIS, id -> {
            if (ready >= consumers.size() || end.future().isComplete()) {
                context.owner().cancelTimer(id);
                if (!end.future().isComplete()) {
                    begin();
                }
            } else if (System.nanoTime() - deadline > 0) {
                context.owner().cancelTimer(id);
                end.tryFail(ready + " of " + consumers.size() + " consumers got ready within " + UNTIL_READY.toSeconds()
                        + " s");
            } else {
                greet();
            }
        });
    }

    private void greet() {
        Publishing first = publishing.get(0);
        QoS qos = load.qos() == QoS.AT_MOST_ONCE ? QoS.AT_LEAST_ONCE : load.qos();
        first.session
                .publish(new OutboundMessage(
                        first.topic, Examined.HELLO.getBytes(StandardCharsets.US_ASCII), qos, false))
                .onFailure(e -> end.tryFail(e));
    }

    private void begin() {
        begin = System.nanoTime();
        lastReceived = begin;
        timeline = new Timeline(begin);
        List<Future<Long>> all = new ArrayList<>();
        publishing.forEach(each -> all.add(each.begin()));
        if (load.count() == 0) {
            context.owner().setTimer(load.duration().toMillis(), id -> stop());
        }
        Future<Integer> harm = faults.run(this::progress, fault -> timeline.fault(fault, System.nanoTime()));
        Future.join(all)
                .compose(v -> faults.end())
                .compose(v -> harm)
                .compose(tooLate -> drain().map(drained -> report(drained, tooLate)))
                .onComplete(result -> {
                    if (result.succeeded()) {
                        end.tryComplete(result.result());
                    } else {
                        end.tryFail(result.cause());
                    }
                });
    }

    /** From 0 to 1. */
    private double progress() {
        if (load.count() > 0) {
            return publishing.stream().mapToDouble(Publishing::published).sum()
                    / ((double) load.count() * load.producers());
        }
        return (double) (System.nanoTime() - begin) / load.duration().toNanos();
    }

    private Future<Boolean> drain() {
        Promise<Boolean> drained = Promise.promise();
        long deadline = System.nanoTime() + terms.drain().toNanos();
        context.owner().setPeriodic(TICK_MILLIS, id -> {
            long now = System.nanoTime();
            boolean whole = publishing.stream().allMatch(each -> each.ledger.outstanding() == 0);
            boolean quiet = load.qos() == QoS.AT_MOST_ONCE && now - lastReceived > QUIET.toNanos();
            if (whole || quiet || now - deadline > 0) {
                context.owner().cancelTimer(id);
                timeline.silent(now);
                drained.complete(whole);
            }
        });
        return drained.future();
    }

    private TrialReport report(boolean drained, int tooLate) {
        List<Verdict> verdicts = verdicts();
        return new TrialReport(
                load.topic(),
                faults.seed(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin),
                verdicts.stream().reduce(Verdict::plus).orElseThrow(),
                verdicts,
                drained,
                refused,
                notUnderstood,
                crashes,
                sessionsLost,
                timeline.disturbances(),
                tooLate,
                null,
                delivery.figures(),
                acknowledging.figures(),
                timeline.stretches());
    }

    private Future<Void> close() {
        List<Future<?>> all = new ArrayList<>();
        consumers.forEach(each -> all.add(each.stop()));
        publishing.forEach(each -> all.add(each.session.stop(FAREWELL)));
        return Future.join(all).otherwiseEmpty().mapEmpty();
    }

    /** Counts how often the broker forgot a producer. */
    private final class Forgotten implements SessionListener {
        @Override
        public void sessionLost() {
            sessionsLost++;
        }
    }

    /** One producer, and what is known of its messages. */
    private final class Publishing implements Producer.Witness {
        private final TopicName topic;
        private final MqttSession session;
        private final Ledger ledger;
        private final Producer producer;
        private long published;

        Publishing(TopicName topic, MqttSession session, Ledger ledger) {
            this.topic = topic;
            this.session = session;
            this.ledger = ledger;
            this.producer = new Producer(
                    session,
                    context,
                    new Producer.Plan(topic, load.qos(), load.burst(), load.interval(), 0, load.count()),
                    this);
        }

        Future<Long> begin() {
            return producer.run();
        }

        void stop() {
            producer.stop();
        }

        long published() {
            return published;
        }

        @Override
        public void attempted(long number) {
            published++;
            ledger.attempt(number);
        }

        @Override
        public void acknowledged(long number) {
            ledger.acknowledge(number);
            long now = System.nanoTime();
            acknowledging.record(now - producer.due(number));
            timeline.acknowledged(now);
        }

        @Override
        public void refused(long number, Throwable why) {
            refused++;
        }

        void received(long number) {
            long now = System.nanoTime();
            long delay = now - producer.due(number);
            if (ledger.receive(number, delay)) {
                delivery.record(delay);
            }
            timeline.received(now);
            lastReceived = now;
        }
    }

    /** Hears one consumer. */
    private final class Watching implements Examined.Witness {
        private final Examined consumer;
        private boolean wasReady;

        Watching(Examined consumer) {
            this.consumer = consumer;
        }

        @Override
        public void received(String topic, long number) {
            // A consumer that does not tell the topic has only one.
            Publishing known = topic.isEmpty() ? publishing.get(0) : byTopic.get(topic);
            if (known == null) {
                notUnderstood++;
            } else {
                known.received(number);
            }
        }

        @Override
        public void ready() {
            if (!wasReady) {
                wasReady = true;
                ready++;
            }
        }

        /** At its first connection it cannot have one: the sessions of a run are forgotten before it. */
        @Override
        public void noSession() {
            if (wasReady) {
                sessionsLost++;
            }
        }

        @Override
        public void notUnderstood() {
            notUnderstood++;
        }

        @Override
        public void ended(String why) {
            crashes++;
            if (!wasReady || crashes > MOST_CRASHES) {
                end.tryFail("the consumer ended by itself: " + why);
            } else {
                context.owner().setTimer(BEFORE_NEXT_LIFE.toMillis(), id -> consumer.revive()
                        .onFailure(e -> end.tryFail(e)));
            }
        }
    }
}
