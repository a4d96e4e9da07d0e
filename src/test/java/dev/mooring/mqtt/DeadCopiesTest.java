package dev.mooring.mqtt;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DeadCopiesTest {

    private final DeadCopies<Kept> copies = new DeadCopies<>();

    /** What it says, and over which connection it came last. */
    private static final class Kept implements DeadCopies.Copy<Kept> {
        private final String text;
        private int connection;
        private final boolean superseded;

        Kept(String text, int connection, boolean superseded) {
            this.text = text;
            this.connection = connection;
            this.superseded = superseded;
        }

        @Override
        public boolean superseded() {
            return superseded;
        }

        @Override
        public boolean sameAs(Kept other) {
            return text.equals(other.text);
        }

        @Override
        public void takeOver(Kept again) {
            connection = again.connection;
        }
    }

    private static Kept dead(String text) {
        return new Kept(text, 1, true);
    }

    private static Kept live(String text) {
        return new Kept(text, 1, false);
    }

    private static Kept again(String text) {
        return new Kept(text, 2, false);
    }

    @Test
    void shouldKnowEachThatComesAgainOnce() {
        List<Kept> waiting = List.of(dead("a"), dead("b"), dead("a"));
        assertThat(copies.resumed(waiting)).isEqualTo(3);

        assertThat(copies.knows(again("a"))).isTrue();
        assertThat(copies.knows(again("b"))).isTrue();
        assertThat(waiting).extracting(kept -> kept.connection).containsExactly(2, 2, 1);
        assertThat(copies.knows(again("a"))).isTrue();
        assertThat(copies.knows(again("a"))).isFalse();
        assertThat(waiting).extracting(kept -> kept.connection).containsExactly(2, 2, 2);
    }

    @Test
    void shouldKnowNothingOfALiveConnection() {
        assertThat(copies.resumed(List.of(live("a")))).isZero();

        assertThat(copies.knows(again("a"))).isFalse();
    }

    @Test
    void shouldNotKnowWhatAHandlerHasBegunWith() {
        Kept first = dead("a");
        Kept second = dead("b");
        copies.resumed(List.of(first, live("b"), second));

        copies.begun(first);

        assertThat(copies.knows(again("a"))).isFalse();
        assertThat(copies.knows(again("b"))).isTrue();
        assertThat(second.connection).isEqualTo(2);
    }

    @Test
    void shouldLookNoFurtherThanIsCheap() {
        List<Kept> waiting = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            waiting.add(dead("m" + i));
        }
        copies.resumed(waiting);

        assertThat(copies.knows(again("m9999"))).isFalse();
        for (int i = 0; i < 10_000; i++) {
            assertThat(copies.knows(again("m" + i))).isTrue();
        }
    }

    @Test
    void shouldForgetWhatDoesNotWaitAnyMore() {
        copies.resumed(List.of(dead("a")));

        copies.clear();

        assertThat(copies.knows(again("a"))).isFalse();
    }
}
