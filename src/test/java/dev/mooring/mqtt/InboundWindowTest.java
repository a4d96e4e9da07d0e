package dev.mooring.mqtt;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class InboundWindowTest {

    private final InboundWindow window = new InboundWindow();
    private final List<Integer> acknowledged = new ArrayList<>();

    @Test
    void shouldAcknowledgeAtOnceWhatIsNext() {
        List<InboundWindow.Entry> entries = arrive(2);

        entries.get(0).done();

        assertThat(acknowledged).containsExactly(0);
        assertThat(window.size()).isEqualTo(1);
    }

    @Test
    void shouldHoldBackWhatIsNotNext() {
        List<InboundWindow.Entry> entries = arrive(3);

        entries.get(2).done();
        entries.get(1).done();
        assertThat(acknowledged).isEmpty();
        assertThat(window.size()).isEqualTo(3);

        entries.get(0).done();
        assertThat(acknowledged).containsExactly(0, 1, 2);
        assertThat(window.size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldAcknowledgeInOrderWhateverIsDoneFirst(long seed) {
        List<InboundWindow.Entry> entries = arrive(500);
        Collections.shuffle(entries, new Random(seed));

        entries.forEach(InboundWindow.Entry::done);

        assertThat(acknowledged).hasSize(500).isSorted();
    }

    @Test
    void shouldLetAnAbandonedMessageGiveWay() {
        List<InboundWindow.Entry> entries = arrive(3);
        entries.get(1).done();

        entries.get(0).abandon();

        assertThat(acknowledged).containsExactly(1);
        assertThat(window.size()).isEqualTo(1);
    }

    @Test
    void shouldAcknowledgeOnceOnly() {
        List<InboundWindow.Entry> entries = arrive(2);

        entries.get(0).done();
        entries.get(0).done();
        entries.get(0).abandon();

        assertThat(acknowledged).containsExactly(0);
        assertThat(window.size()).isEqualTo(1);
    }

    @Test
    void shouldNotAcknowledgeWhatWasAbandonedBeforeItWasDone() {
        List<InboundWindow.Entry> entries = arrive(2);
        entries.get(1).abandon();
        entries.get(1).done();

        entries.get(0).done();

        assertThat(acknowledged).containsExactly(0);
    }

    @Test
    void shouldAcknowledgeNothingAfterItsConnection() {
        List<InboundWindow.Entry> entries = arrive(3);
        entries.get(1).done();

        window.close();
        entries.forEach(InboundWindow.Entry::done);

        assertThat(acknowledged).isEmpty();
        assertThat(window.size()).isZero();
    }

    @Test
    void shouldKeepQos0OutOfTheOrder() {
        List<InboundWindow.Entry> entries = arrive(1);

        InboundWindow.Entry unacknowledged = window.outside();
        assertThat(window.size()).isEqualTo(1);
        unacknowledged.done();
        unacknowledged.abandon();
        entries.get(0).done();

        assertThat(acknowledged).containsExactly(0);
    }

    private List<InboundWindow.Entry> arrive(int count) {
        List<InboundWindow.Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            entries.add(window.add(() -> acknowledged.add(number)));
        }
        return entries;
    }
}
