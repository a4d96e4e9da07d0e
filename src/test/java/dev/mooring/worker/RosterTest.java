package dev.mooring.worker;

import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicName;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RosterTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final Duration STALE = Duration.ofSeconds(90);

    private final List<String> events = new ArrayList<>();
    private final AtomicInteger leftOut = new AtomicInteger();
    private final Roster roster = new Roster(
            LiveWorkers.below("w", STALE),
            3,
            event -> events.add(event.event() + " " + event.worker().id()),
            leftOut::incrementAndGet);

    @Test
    void shouldTellWhatHappensToAWorker() {
        roster.heard(said("a", NOW, 1), NOW);
        roster.heard(said("a", NOW.plusSeconds(30), 1), NOW.plusSeconds(30));
        roster.heard(said("a", NOW.plusSeconds(60), 2), NOW.plusSeconds(60));
        roster.look(NOW.plusSeconds(149));
        roster.look(NOW.plusSeconds(150));
        roster.look(NOW.plusSeconds(151));
        roster.heard(said("a", NOW.plusSeconds(152), 2), NOW.plusSeconds(152));
        roster.heard(live("a", "["), NOW.plusSeconds(153));
        roster.heard(live("a", ""), NOW.plusSeconds(154));
        roster.heard(live("a", ""), NOW.plusSeconds(155));

        assertThat(events).containsExactly("online a", "changed a", "stale a", "online a", "unreadable a", "gone a");
    }

    @Test
    void shouldGoByTheTimeInWhatTheBrokerKept() {
        roster.heard(kept("young", NOW.minusSeconds(89)), NOW);
        roster.heard(kept("old", NOW.minusSeconds(90)), NOW);
        roster.heard(kept("ahead", NOW.plusSeconds(3600)), NOW);

        assertThat(events).containsExactly("online young", "stale old", "stale ahead");
        assertThat(roster.view(NOW)).extracting(WorkerView::id).containsExactly("ahead", "old", "young");
        assertThat(roster.view(NOW).get(1).lastSeen()).isEqualTo(NOW.minusSeconds(90));
        assertThat(roster.view(NOW).get(0).lastSeen()).isNull();
    }

    @Test
    void shouldGoByItsOwnEarsWhereAClockIsWrong() {
        roster.heard(said("a", Instant.EPOCH, 1), NOW);

        assertThat(roster.count(WorkerState.ONLINE, NOW.plusSeconds(89))).isEqualTo(1);
        assertThat(roster.isAlive(new TopicName("w/a"), NOW.plusSeconds(89))).isTrue();
        assertThat(roster.isAlive(new TopicName("w/a"), NOW.plusSeconds(90))).isFalse();
        assertThat(roster.isAlive(new TopicName("other/a"), NOW)).isFalse();
    }

    @Test
    void shouldTakeNoMoreThanItMay() {
        for (String id : List.of("a", "b", "c", "d", "d")) {
            roster.heard(said(id, NOW, 1), NOW);
        }
        assertThat(leftOut).hasValue(2);

        roster.heard(live("a", ""), NOW);
        roster.heard(said("d", NOW, 1), NOW);

        assertThat(roster.view(NOW)).extracting(WorkerView::id).containsExactly("b", "c", "d");
    }

    @Test
    void shouldForgetWhomACensusDoesNotFind() {
        roster.heard(said("went", NOW, 1), NOW);
        roster.heard(said("stays", NOW, 1), NOW);

        roster.beginCensus();
        roster.counted(kept("stays", NOW), NOW);
        roster.heard(said("came", NOW, 1), NOW);
        roster.endCensus(NOW);

        assertThat(roster.view(NOW)).extracting(WorkerView::id).containsExactly("came", "stays");
        assertThat(events).endsWith("online came", "gone went");
    }

    /** The list and what is published just now come on two connections. */
    @Test
    void shouldBelieveWhatItHeardMoreThanACensus() {
        roster.beginCensus();
        roster.heard(said("a", NOW, 7), NOW);
        roster.heard(live("b", ""), NOW);
        roster.counted(kept("a", NOW.minusSeconds(1000)), NOW);
        roster.counted(kept("b", NOW), NOW);
        roster.endCensus(NOW);

        assertThat(roster.view(NOW)).singleElement().satisfies(worker -> {
            assertThat(worker.state()).isEqualTo("online");
            assertThat(worker.idleCount()).isEqualTo(7);
        });
    }

    @Test
    void shouldForgetNobodyWhenACensusDoesNotEnd() {
        roster.heard(said("a", NOW, 1), NOW);

        roster.beginCensus();
        roster.giveUpCensus();

        assertThat(roster.view(NOW)).hasSize(1);
    }

    private static InboundMessage said(String id, Instant time, int idle) {
        return live(id, json(id, time, idle));
    }

    private static InboundMessage kept(String id, Instant time) {
        return message(id, json(id, time, 1), true);
    }

    private static InboundMessage live(String id, String payload) {
        return message(id, payload, false);
    }

    private static InboundMessage message(String id, String payload, boolean retained) {
        return new InboundMessage(new TopicName("w/" + id), Buffer.buffer(payload), QoS.AT_LEAST_ONCE, retained, false);
    }

    private static String json(String id, Instant time, int idle) {
        return "{\"id\":\"" + id + "\",\"capabilities\":[],\"idle_count\":" + idle + ",\"timestamp\":"
                + time.toEpochMilli() + "}";
    }
}
