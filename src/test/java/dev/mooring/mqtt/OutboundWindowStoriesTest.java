package dev.mooring.mqtt;

import dev.mooring.mqtt.codec.ProtocolVersion;
import dev.mooring.mqtt.codec.ReasonCode;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever happens to a window: in the end every message is done once, nothing is counted any more, no id in use. */
class OutboundWindowStoriesTest {

    private static final int MIB = 1 << 20;
    private static final int STEPS = 150;

    @Property(tries = 400)
    void shouldEndEveryMessageOnceAndForgetIt(@ForAll long seed) {
        Story story = new Story(new Random(seed));
        story.happen();
        story.endWell();
    }

    @Property(tries = 150)
    void shouldEndEveryMessageOnceWhenItGivesUp(@ForAll long seed) {
        Story story = new Story(new Random(seed));
        story.happen();
        story.giveUp();
    }

    /** A window, a broker that answers what and when it likes, and connections that come and go. */
    private static final class Story {
        private final Random random;
        private final Deque<Runnable> tasks = new ArrayDeque<>();
        private final PacketIds<Exchange> ids = new PacketIds<>();
        private final OutboundWindow window =
                new OutboundWindow(new Limits(1, 5, MIB), ids, TestLoop.of(tasks::add), () -> {});
        private final List<Integer> calls = new ArrayList<>();
        private @Nullable FakeLink link;
        private int answeredUpTo;
        private boolean sessionLost;

        /** Ids that wait for PUBACK or PUBREC, and for PUBCOMP. */
        private final Set<Integer> sent = new HashSet<>();

        private final Set<Integer> released = new HashSet<>();

        Story(Random random) {
            this.random = random;
        }

        void happen() {
            for (int i = 0; i < STEPS; i++) {
                step();
                look();
            }
        }

        private void step() {
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3 -> offer();
                case 4, 5 -> runTasks();
                case 6, 7, 8 -> answer();
                case 9 -> disconnectOrConnect();
                case 10 -> first();
                default -> changeWritable();
            }
        }

        private void changeWritable() {
            FakeLink over = link;
            if (over != null) {
                over.writable(random.nextBoolean());
                window.pump();
            }
        }

        private void offer() {
            int number = calls.size();
            calls.add(0);
            Buffer payload = random.nextInt(20) == 0 ? TOO_LARGE : Buffer.buffer(new byte[random.nextInt(50)]);
            QoS qos = QoS.of(random.nextInt(3));
            boolean retain = random.nextInt(10) == 0;
            window.offer(
                    new OutboundMessage(new TopicName("m" + number), payload, qos, retain),
                    failure -> calls.set(number, calls.get(number) + 1));
        }

        private void first() {
            if (link != null) {
                window.first(birth(), null);
            }
        }

        private OutboundMessage birth() {
            return new OutboundMessage(
                    new TopicName("birth"), Buffer.buffer(), QoS.of(random.nextInt(3)), random.nextBoolean());
        }

        private void disconnectOrConnect() {
            if (link != null) {
                link = null;
                window.disconnected();
            } else {
                connect(random.nextInt(4) != 0, 1 + random.nextInt(8), QoS.of(random.nextInt(3)));
            }
        }

        private void connect(boolean sessionPresent, int receiveMaximum, QoS maximumQos) {
            sessionLost |= !sessionPresent;
            sent.clear();
            released.clear();
            answeredUpTo = 0;
            FakeLink next = new FakeLink()
                    .answering(new ConnectAnswer(
                            ProtocolVersion.V5,
                            sessionPresent,
                            receiveMaximum,
                            maximumQos,
                            random.nextInt(4) != 0,
                            1 << 28,
                            0,
                            Duration.ZERO,
                            true,
                            true));
            link = next;
            window.connected(next, sessionPresent, random.nextBoolean() ? birth() : null);
            window.pump();
        }

        private void runTasks() {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
        }

        /** What was said since the last look: an id is never said twice while it is under way. */
        private void look() {
            FakeLink over = link;
            if (over == null) {
                return;
            }
            List<String> said = over.said();
            int publishes = (int) said.subList(0, answeredUpTo).stream()
                    .filter(each -> each.startsWith("publish"))
                    .count();
            for (String each : said.subList(answeredUpTo, said.size())) {
                if (each.startsWith("pubrel ")) {
                    released.add(Integer.parseInt(each.substring(7)));
                } else {
                    FakeLink.Sent publish = over.published().get(publishes++);
                    if (publish.packetId() != 0) {
                        assertThat(sent.add(publish.packetId()) && !released.contains(publish.packetId()))
                                .as("id %s is free", publish.packetId())
                                .isTrue();
                    }
                }
            }
            answeredUpTo = said.size();
            if (!sessionLost) {
                assertThat(over.published().stream()
                                .map(FakeLink.Sent::topic)
                                .filter(topic -> topic.startsWith("m"))
                                .map(topic -> Integer.parseInt(topic.substring(1)))
                                .toList())
                        .isSorted();
            }
        }

        private void answer() {
            List<Integer> open = new ArrayList<>(sent);
            open.addAll(released);
            if (!open.isEmpty()) {
                Collections.shuffle(open, random);
                answer(open.get(0), random.nextInt(8) == 0 ? ReasonCode.QUOTA_EXCEEDED.code() : 0);
            }
        }

        private void answer(int id, int reasonCode) {
            FakeLink over = link;
            if (over == null) {
                return;
            }
            if (released.remove(id)) {
                window.pubComp(id);
            } else if (sent.remove(id)) {
                boolean two = over.published().stream()
                        .filter(each -> each.packetId() == id)
                        .reduce((before, last) -> last)
                        .filter(each -> each.qos() == QoS.EXACTLY_ONCE)
                        .isPresent();
                if (two) {
                    window.pubRec(id, reasonCode);
                } else {
                    window.pubAck(id, reasonCode);
                }
            }
        }

        void endWell() {
            if (link == null) {
                connect(random.nextBoolean(), 8, QoS.EXACTLY_ONCE);
            }
            Objects.requireNonNull(link).writable(true);
            do {
                window.pump();
                runTasks();
                look();
                List<Integer> open = new ArrayList<>(sent);
                open.addAll(released);
                open.forEach(id -> answer(id, 0));
                runTasks();
                look();
            } while (!sent.isEmpty() || !released.isEmpty());
            assertNothingLeft();
            assertThat(window.awaitsAnswers()).isFalse();
            assertThat(room()).isEqualTo(OutboundWindow.MAX_BYTES / MIB);
        }

        void giveUp() {
            window.close();
            long open = calls.stream().filter(each -> each == 0).count();
            assertThat(window.abandon()).isEqualTo((int) open);
            runTasks();
            assertNothingLeft();
        }

        private void assertNothingLeft() {
            assertThat(calls).allMatch(each -> each == 1);
            assertThat(window.size()).isZero();
            assertThat(ids.size()).isZero();
        }

        /** How many mebibytes it takes before it says that it is full. */
        private long room() {
            link = null;
            window.disconnected();
            List<PublishException> refused = new ArrayList<>();
            long room = 0;
            while (refused.isEmpty() && room < 100) {
                window.offer(new OutboundMessage(new TopicName("a"), BYTES, QoS.AT_LEAST_ONCE, false), refused::add);
                room += refused.isEmpty() ? 1 : 0;
            }
            return room;
        }

        private static final Buffer TOO_LARGE = Buffer.buffer(new byte[MIB]);
        private static final Buffer BYTES = Buffer.buffer(new byte[MIB - 5]);
    }
}
