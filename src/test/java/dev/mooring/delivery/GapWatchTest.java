package dev.mooring.delivery;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** To the letter of document V. */
class GapWatchTest {

    @Test
    void shouldSayWhatIsInOrder() {
        GapWatch watch = new GapWatch(100);

        assertThat(watch.saw(100, false)).containsExactly("[Consumer] ✓ Received: 100 (expected 100)");
        assertThat(watch.saw(101, false)).containsExactly("[Consumer] ✓ Received: 101 (expected 101)");
        assertThat(watch.isWhole()).isTrue();
        assertThat(watch.statistics())
                .containsExactly(
                        "Statistics:",
                        "  Total messages received: 2",
                        "  Next expected sequence: 102",
                        "  Gaps detected: 0",
                        "  ✓ No gaps detected - all messages received in order");
    }

    @Test
    void shouldSayWhatIsMissing() {
        GapWatch watch = new GapWatch(100);
        watch.saw(100, false);

        assertThat(watch.saw(115, false))
                .containsExactly(
                        "[Consumer] ⚠ WARNING: Gap detected! Received 115, expected 101",
                        "[Consumer] ⚠ Missing 14 message(s): 101 to 114");
        assertThat(watch.isWhole()).isFalse();
        assertThat(watch.statistics())
                .contains("  Gaps detected: 1", "  ⚠ WARNING: 1 gap(s) detected - possible message loss!");
    }

    @Test
    void shouldTakeWhatFillsAGap() {
        GapWatch watch = new GapWatch(0);
        watch.saw(0, false);
        watch.saw(3, false);
        watch.saw(2, false);
        assertThat(watch.isWhole()).isFalse();

        assertThat(watch.saw(1, false)).containsExactly("[Consumer] ✓ Received: 1 (was missing)");

        assertThat(watch.isWhole()).isTrue();
        assertThat(watch.expected()).isEqualTo(4);
    }

    @Test
    void shouldTellDuplicatesAndANewBeginning() {
        GapWatch watch = new GapWatch(0);
        watch.saw(0, false);
        watch.saw(1, false);

        assertThat(watch.saw(1, false))
                .containsExactly(
                        "[Consumer] ⚠ WARNING: Out of order! Received 1, expected 2",
                        "[Consumer] ⚠ Duplicate or delayed message");
        watch.saw(0, true);
        assertThat(watch.duplicates()).isEqualTo(2);
        assertThat(watch.saw(0, false)).containsExactly("[Consumer] ⚠ The producer began again at 0");
        assertThat(watch.saw(1, false)).containsExactly("[Consumer] ✓ Received: 1 (expected 1)");
    }
}
