package dev.mooring.mqtt;

import dev.mooring.mqtt.codec.ProtocolVersion;
import dev.mooring.mqtt.codec.ReasonCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
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

    /**
     * A broker cannot say on 3.1.1 how many QoS 2 messages it takes at once. mosquitto takes 20 by default, and loses some
     * of what comes on top.
     */
    private static final int OLD_QOS_2_WINDOW = 20;

    /** How many messages go out before others on the event loop have their turn. */
    private static final int MOST_AT_ONCE = 2_000;
    /** Kept free for SUBSCRIBE and UNSUBSCRIBE, whose ids come from the same numbers. */
    private static final int SPARE_IDS = 64;

    private static final OutboundMessage NOTHING =
            new OutboundMessage(new TopicName("-"), new byte[0], QoS.AT_MOST_ONCE, false);

    private final WakeUps.Loop eventLoop;
    private final Runnable awaiting;
    private final Runnable afterAnswers = this::afterAnswers;
    private final PacketIds<Exchange> ids;
    private final int maxInflight;

    private final Outbox outbox;

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
    /** What was taken from the outbox last: its successor is the next. */
    private Publication taken = new Publication(NOTHING, null);
    /** Taken from the outbox since it was last told. */
    private int takenCount;
    /** What was in the outbox last when we began to take. */
    private @Nullable Publication mark;
    /** Done since the counts, which other threads look at, were brought up to date. */
    private int doneCount;

    private long doneBytes;
    private boolean afterAnswersScheduled;
    private long turn;
    private boolean pumping;
    private boolean pumpAgain;
    private @Nullable Runnable whenEmpty;
    private Runnable beforeSending = () -> {};

    /** @param awaiting runs when the broker begins to owe an answer */
    OutboundWindow(Limits limits, PacketIds<Exchange> ids, WakeUps.Loop eventLoop, Runnable awaiting) {
        this.ids = ids;
        this.eventLoop = eventLoop;
        this.awaiting = awaiting;
        this.outbox = new Outbox(limits.maxPacketSize(), eventLoop, this::pump, taken);
        this.maxInflight = Math.min(limits.maxInflight(), PacketIds.MAX - SPARE_IDS);
    }

    /** Runs before messages are taken from the queue, once these are chosen. Before the first connection. */
    void beforeSending(Runnable action) {
        beforeSending = action;
    }

    // ---- any thread

    /** The part that any thread may use. */
    Outbox outbox() {
        return outbox;
    }

    void offer(OutboundMessage message, PublishListener listener) {
        outbox.offer(message, listener);
    }

    /** Messages that are not done. */
    int size() {
        return outbox.size();
    }

    /** Takes nothing more; what it has goes on. */
    void close() {
        outbox.close();
    }

    // ---- event loop

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
        outbox.connected(true);
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
        outbox.connected(false);
        link = null;
        inflight(0);
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
        count();
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

    /**
     * Sends what may be sent. Comes back into itself: a message that is done at once lets its owner publish the next, and
     * a flush may make the socket writable again; then the loop goes on, and the stack does not grow.
     */
    void pump() {
        MqttTransport.Link over = link;
        if (over == null) {
            abandonWhatCameLate();
            count();
            return;
        }
        pumpAgain = true;
        if (pumping) {
            return;
        }
        pumping = true;
        mark = outbox.last();
        beforeSending.run();
        try {
            int left = MOST_AT_ONCE;
            while (pumpAgain && link == over && left > 0) {
                pumpAgain = false;
                left = sendAll(over, left);
            }
            if (left == 0) {
                outbox.wakeUps().wake(); // others on this event loop want their turn
            }
        } finally {
            pumping = false;
        }
        count();
        outbox.wakeUps().rest(size(), takenCount);
        takenCount = 0;
    }

    /** Sends at most so many, and says how many more it might have sent. */
    private int sendAll(MqttTransport.Link over, int most) {
        int left = most;
        while (left > 0 && link == over && over.writable() && sendNext(over)) {
            left--;
        }
        over.flush();
        completeWritten();
        return left;
    }

    /** Whether the broker owes an answer. */
    boolean awaitsAnswers() {
        return inflight > 0;
    }

    private boolean sendNext(MqttTransport.Link over) {
        Publication next = peek();
        if (next == null || (needsWindow(next) && inflight >= windowFor(next, over))) {
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
            head = poll();
        }
        return head;
    }

    /** The next; null when there is none up to the mark, or when its thread is not through adding it yet. */
    private @Nullable Publication poll() {
        Publication next = taken.equals(mark) ? null : taken.next;
        if (next != null) {
            taken.next = null; // or one that waits long for its answer would keep all that came after it in memory
            taken = next;
        }
        return next;
    }

    private void remove(Publication publication) {
        if (publication == head) {
            head = null;
            takenCount++;
        } else if (publication == again.peekFirst()) {
            again.removeFirst();
        } else {
            express.removeFirst();
        }
    }

    private int windowFor(Publication publication, MqttTransport.Link over) {
        boolean old = over.answer().version() == ProtocolVersion.V3_1_1;
        return old && publication.message().qos() == QoS.EXACTLY_ONCE ? Math.min(window, OLD_QOS_2_WINDOW) : window;
    }

    private static boolean needsWindow(Publication publication) {
        return publication.stage() == Publication.Stage.WAITING
                && publication.message().qos() != QoS.AT_MOST_ONCE;
    }

    private void send(Publication publication, MqttTransport.Link over) {
        OutboundMessage message = publication.message();
        PublishException.Reason refusal = over.objection(message);
        // One that was sent must be sent again (section 4.4): the broker may know its id, and take what comes next by
        // it for this one.
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
        long left = publication.secondsLeft();
        // Over already, and sent again: one second, since there are brokers that read zero as "never".
        over.publish(message, qos, publication.packetId(), publication.sentBefore(), left == 0 ? 1 : left);
        publication.sentBefore(true);
    }

    private void expectAnswer() {
        inflight(inflight + 1);
        if (inflight == 1) {
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
            answered(publication, reasonCode);
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
                answered(publication, reasonCode);
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
            answered(publication, ReasonCode.SUCCESS.code());
        }
    }

    private @Nullable Publication sent(int packetId) {
        return ids.get(packetId) instanceof Publication publication && publication.stage() == Publication.Stage.SENT
                ? publication
                : null;
    }

    private void answered(Publication publication, int reasonCode) {
        inflight(inflight - 1);
        if (ReasonCode.failed(reasonCode)) {
            TopicName topic = publication.message().topic();
            fail(
                    publication,
                    new PublishException(PublishException.Reason.REFUSED, topic, ReasonCode.textOf(reasonCode)));
        } else {
            complete(publication);
        }
        if (!afterAnswersScheduled) {
            afterAnswersScheduled = true;
            eventLoop.run(afterAnswers, 0);
        }
    }

    /** Once for all answers that one read brought. */
    private void afterAnswers() {
        afterAnswersScheduled = false;
        pump();
    }

    private void complete(Publication publication) {
        forget(publication);
        publication.done();
    }

    private void fail(Publication publication, PublishException failure) {
        forget(publication);
        publication.failed(failure);
    }

    private void forget(Publication publication) {
        ids.release(publication.packetId());
        if (!publication.ofThisConnection()) {
            doneCount++;
            doneBytes += publication.message().size();
        }
    }

    private void inflight(int now) {
        inflight = now;
    }

    /** One step for many messages: other threads write the same counts. */
    private void count() {
        outbox.done(doneCount, doneBytes, inflight);
        doneCount = 0;
        doneBytes = 0;
        announceEmpty();
    }

    // ---- the end

    /** Runs the action as soon as nothing is left, which may be now. */
    void whenEmpty(Runnable action) {
        whenEmpty = action;
        count();
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
        outbox.close();
        outbox.connected(false);
        link = null;
        whenEmpty = null;
        count();
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
        count();
        return left;
    }

    private void abandonWhatCameLate() {
        if (!outbox.isClosed() || link != null) {
            return;
        }
        mark = null;
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
