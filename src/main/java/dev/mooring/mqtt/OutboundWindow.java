package dev.mooring.mqtt;

import dev.mooring.mqtt.codec.ReasonCode;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What a session has to send: messages that wait, and messages that were sent and are not acknowledged. Survives
 * connections: what a lost one leaves unacknowledged is sent again, first, in order, with DUP (MQTT 5.0, section 4.4).
 * Bounded in messages and bytes.
 *
 * <p>{@link #offer}, {@link #size} and {@link #close} are for any thread, all else for the session's event loop. Callers
 * put messages into a queue without locks; one task on the event loop sends all that came meanwhile with one flush.
 */
final class OutboundWindow {

    static final int MAX_MESSAGES = 10_000;
    static final long MAX_BYTES = 64L << 20;

    /** Kept free for SUBSCRIBE and UNSUBSCRIBE, whose ids come from the same numbers. */
    private static final int SPARE_IDS = 64;

    private static final OutboundMessage NOTHING =
            new OutboundMessage(new TopicName("-"), Buffer.buffer(0), QoS.AT_MOST_ONCE, false);

    private final Executor eventLoop;
    private final Runnable awaiting;
    private final PacketIds<Exchange> ids;
    private final int maxInflight;
    private final long maxPacketSize;

    // Any thread.
    private final PublicationQueue queue = new PublicationQueue(new Publication(NOTHING, null));
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Runnable task = this::drain;
    private volatile boolean connected;
    private volatile boolean closed;

    // All below: event loop only.
    /** Go before all others. */
    private final Deque<Publication> express = new ArrayDeque<>();

    /** What a lost connection left, in order. */
    private final Deque<Publication> again = new ArrayDeque<>();
    /** Taken from the queue, and found that its turn has not come. */
    private @Nullable Publication head;
    /** QoS 0, written and not flushed. */
    private final Deque<Publication> written = new ArrayDeque<>();

    private MqttTransport.@Nullable Link link;
    private int window;
    private int inflight;
    private long turn;
    private boolean pumping;
    private @Nullable Runnable whenEmpty;

    /** @param awaiting runs when the broker begins to owe an answer */
    OutboundWindow(Limits limits, PacketIds<Exchange> ids, Executor eventLoop, Runnable awaiting) {
        this.ids = ids;
        this.eventLoop = eventLoop;
        this.awaiting = awaiting;
        this.maxInflight = Math.min(limits.maxInflight(), PacketIds.MAX - SPARE_IDS);
        this.maxPacketSize = limits.maxPacketSize();
    }

    // ---- any thread

    void offer(OutboundMessage message, PublishListener listener) {
        PublishException.Reason refusal = admit(message);
        if (refusal != null) {
            listener.done(new PublishException(refusal, message.topic()));
            return;
        }
        queue.add(Publication.of(message, listener));
        wake();
    }

    private PublishException.@Nullable Reason admit(OutboundMessage message) {
        long size = message.size();
        if (closed) {
            return PublishException.Reason.STOPPED;
        }
        if (size > maxPacketSize) {
            return PublishException.Reason.TOO_LARGE;
        }
        if (!connected && message.qos() == QoS.AT_MOST_ONCE) {
            return PublishException.Reason.NOT_CONNECTED;
        }
        if (count.incrementAndGet() > MAX_MESSAGES) {
            count.decrementAndGet();
            return PublishException.Reason.QUEUE_FULL;
        }
        if (bytes.addAndGet(size) > MAX_BYTES) {
            bytes.addAndGet(-size);
            count.decrementAndGet();
            return PublishException.Reason.QUEUE_FULL;
        }
        return null;
    }

    private void wake() {
        if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
            eventLoop.execute(task);
        }
    }

    /** Messages that are not done. */
    int size() {
        return count.get();
    }

    /** Takes nothing more; what it has goes on. */
    void close() {
        closed = true;
    }

    // ---- event loop

    private void drain() {
        scheduled.set(false);
        pump();
        announceEmpty();
    }

    /**
     * Sends before everything else, over this connection only: if it ends, nobody hears of the message again.
     *
     * @return whether it was sent at once
     */
    boolean first(OutboundMessage message, @Nullable PublishListener listener) {
        express.addLast(Publication.ofThisConnection(message, listener));
        pump();
        return firstAreSent();
    }

    /** Whether what goes before everything else was sent, as far as the socket took it. */
    boolean firstAreSent() {
        return express.isEmpty();
    }

    /**
     * There is a connection; {@link #pump} begins to send.
     *
     * @param sessionPresent whether the broker knows what was under way
     * @param birth          goes out at once, before all that waits
     */
    void connected(MqttTransport.Link newLink, boolean sessionPresent, @Nullable OutboundMessage birth) {
        link = newLink;
        window = Math.min(maxInflight, newLink.answer().receiveMaximum());
        if (!sessionPresent) {
            again.forEach(OutboundWindow::begin);
        }
        connected = true;
        if (birth != null) {
            send(Publication.ofThisConnection(birth, null), newLink);
        }
    }

    /** The broker has forgotten it: to be sent as if for the first time, or else it would be lost. */
    private static void begin(Publication publication) {
        publication.stage(Publication.Stage.WAITING);
        publication.sentBefore(false);
    }

    void disconnected() {
        connected = false;
        link = null;
        inflight = 0;
        express.clear();
        List<Publication> unanswered = new ArrayList<>();
        ids.forEach(exchange -> {
            if (exchange instanceof Publication publication && publication.isUnanswered()) {
                unanswered.add(publication);
            }
        });
        unanswered.sort(Comparator.comparing((Publication each) -> each.stage() != Publication.Stage.RELEASED)
                .thenComparingLong(Publication::turn));
        takeBack(unanswered);
        completeWritten();
    }

    /** Before what an earlier connection left and this one had not come to: that was sent later, or not at all. */
    private void takeBack(List<Publication> unanswered) {
        for (int i = unanswered.size() - 1; i >= 0; i--) {
            Publication each = unanswered.get(i);
            if (each.ofThisConnection()) {
                ids.release(each.packetId());
                continue;
            }
            boolean released = each.stage() == Publication.Stage.RELEASED;
            each.stage(released ? Publication.Stage.TO_RELEASE : Publication.Stage.WAITING);
            again.addFirst(each);
        }
    }

    /** Sends what may be sent. */
    void pump() {
        MqttTransport.Link over = link;
        if (over == null || pumping) {
            abandonWhatCameLate();
            return; // a message that is done at once comes back here: the loop below goes on, the stack does not grow
        }
        pumping = true;
        try {
            while (link == over && over.writable() && sendNext(over)) {
                // until nothing more may be sent
            }
            over.flush();
        } finally {
            pumping = false;
        }
        completeWritten();
    }

    /** Whether the broker owes an answer. */
    boolean awaitsAnswers() {
        return inflight > 0;
    }

    private boolean sendNext(MqttTransport.Link over) {
        Publication next = peek();
        if (next == null || (needsWindow(next) && inflight >= window)) {
            return false;
        }
        remove(next);
        if (next.stage() == Publication.Stage.TO_RELEASE) {
            next.stage(Publication.Stage.RELEASED);
            next.turn(++turn);
            expectAnswer();
            over.pubRel(next.packetId());
        } else {
            send(next, over);
        }
        return true;
    }

    private @Nullable Publication peek() {
        if (!express.isEmpty()) {
            return express.peekFirst();
        }
        if (!again.isEmpty()) {
            return again.peekFirst();
        }
        if (head == null) {
            head = queue.poll();
        }
        return head;
    }

    private void remove(Publication publication) {
        if (publication == head) {
            head = null;
        } else if (publication == again.peekFirst()) {
            again.removeFirst();
        } else {
            express.removeFirst();
        }
    }

    private static boolean needsWindow(Publication publication) {
        return publication.stage() == Publication.Stage.WAITING
                && publication.message().qos() != QoS.AT_MOST_ONCE;
    }

    private void send(Publication publication, MqttTransport.Link over) {
        OutboundMessage message = publication.message();
        PublishException.Reason refusal = over.objection(message);
        // One that was sent must be sent again (section 4.4): the broker may know its id, and take what comes next by
        // it
        // for this one.
        if (refusal == null && !publication.sentBefore() && publication.secondsLeft() == 0) {
            refusal = PublishException.Reason.EXPIRED;
        }
        if (refusal != null) {
            fail(publication, new PublishException(refusal, message.topic()));
            return;
        }
        QoS qos = message.qos().atMost(over.answer().maximumQos());
        if (qos == QoS.AT_MOST_ONCE) {
            ids.release(publication.packetId());
            over.publish(message, qos, 0, false, publication.secondsLeft());
            written.add(publication);
            return;
        }
        if (publication.packetId() == 0) {
            publication.packetId(ids.take(publication));
        }
        publication.stage(Publication.Stage.SENT);
        publication.turn(++turn);
        expectAnswer();
        over.publish(message, qos, publication.packetId(), publication.sentBefore(), publication.secondsLeft());
        publication.sentBefore(true);
    }

    private void expectAnswer() {
        if (inflight++ == 0) {
            awaiting.run();
        }
    }

    private void completeWritten() {
        for (Publication each = written.poll(); each != null; each = written.poll()) {
            complete(each);
        }
    }

    // ---- answers

    /** PUBACK: the broker has it, or refuses it. */
    void pubAck(int packetId, int reasonCode) {
        Publication publication = sent(packetId);
        if (publication != null) {
            inflight--;
            settle(publication, reasonCode);
            resume();
        }
    }

    /** PUBREC: the broker has it and will know its id until it is told to forget it, or refuses it. */
    void pubRec(int packetId, int reasonCode) {
        MqttTransport.Link over = link;
        Publication publication = ids.get(packetId) instanceof Publication found ? found : null;
        if (over == null) {
            return;
        }
        if (publication != null && publication.stage() == Publication.Stage.SENT) {
            if (ReasonCode.failed(reasonCode)) {
                inflight--;
                settle(publication, reasonCode);
                resume();
                return;
            }
            publication.stage(Publication.Stage.RELEASED);
            publication.turn(++turn);
        }
        over.pubRel(packetId); // of an id we do not know as well: the broker shall forget it
        over.flush();
    }

    /** PUBCOMP: the broker has forgotten the id. */
    void pubComp(int packetId) {
        if (ids.get(packetId) instanceof Publication publication && publication.stage() == Publication.Stage.RELEASED) {
            inflight--;
            settle(publication, ReasonCode.SUCCESS.code());
            resume();
        }
    }

    private @Nullable Publication sent(int packetId) {
        return ids.get(packetId) instanceof Publication publication && publication.stage() == Publication.Stage.SENT
                ? publication
                : null;
    }

    private void settle(Publication publication, int reasonCode) {
        if (ReasonCode.failed(reasonCode)) {
            fail(
                    publication,
                    new PublishException(
                            PublishException.Reason.REFUSED,
                            publication.message().topic(),
                            ReasonCode.textOf(reasonCode)));
        } else {
            complete(publication);
        }
    }

    private void complete(Publication publication) {
        forget(publication);
        publication.done();
        announceEmpty();
    }

    private void fail(Publication publication, PublishException failure) {
        forget(publication);
        publication.failed(failure);
        announceEmpty();
    }

    private void forget(Publication publication) {
        ids.release(publication.packetId());
        if (!publication.ofThisConnection()) {
            bytes.addAndGet(-publication.message().size());
            count.decrementAndGet();
        }
    }

    /** One task for all answers that one read brought. */
    private void resume() {
        if (inflight < window && (head != null || !again.isEmpty() || !express.isEmpty())) {
            wake();
        }
    }

    // ---- the end

    /** Runs the action as soon as nothing is left, which may be now. */
    void whenEmpty(Runnable action) {
        if (size() == 0) {
            action.run();
        } else {
            whenEmpty = action;
        }
    }

    private void announceEmpty() {
        Runnable action = whenEmpty;
        if (action != null && size() == 0) {
            whenEmpty = null;
            action.run();
        }
    }

    /** Gives up on what is left, and says how many messages that were. */
    int abandon() {
        closed = true;
        connected = false;
        link = null;
        whenEmpty = null;
        int left = size();
        List<Publication> rest = new ArrayList<>();
        ids.forEach(exchange -> {
            if (exchange instanceof Publication publication && !publication.ofThisConnection()) {
                rest.add(publication);
            }
        });
        again.clear(); // all of them have ids
        ids.clear();
        rest.forEach(this::giveUp);
        abandonWhatCameLate();
        return left;
    }

    private void abandonWhatCameLate() {
        if (!closed || link != null) {
            return;
        }
        for (Publication each = peek(); each != null; each = peek()) {
            remove(each);
            if (!each.ofThisConnection()) {
                giveUp(each);
            }
        }
    }

    private void giveUp(Publication publication) {
        fail(
                publication,
                new PublishException(
                        PublishException.Reason.STOPPED, publication.message().topic()));
    }
}
