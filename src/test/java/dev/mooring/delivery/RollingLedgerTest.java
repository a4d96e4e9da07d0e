package dev.mooring.delivery;

import java.time.Duration;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Planted faults must be found once each, and nothing else; what is settled takes no memory. */
class RollingLedgerTest {

    private static final long FIRST = 1_000_000;
    private static final long DEADLINE = 10;

    private final RollingLedger ledger = new RollingLedger(FIRST, Duration.ofNanos(DEADLINE));
    private long now;

    @Test
    void shouldFindNothingWhereNothingIsWrong() {
        for (int i = 0; i < 5_000; i++) {
            long number = crossing();
            assertThat(number).isEqualTo(FIRST + i);
            assertThat(ledger.receive(number, now + 3)).isEqualTo(3);
            now += 5;
            assertThat(ledger.settle(now)).isZero();
        }

        assertThat(ledger.counts()).isEqualTo(new ProbeCounts(5_000, 5_000, 0, 5_000, 0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void shouldConvictWhoLosesOneInAThousandAndForgetIt() {
        for (int i = 0; i < 100_000; i++) {
            long number = crossing();
            if (i % 1_000 != 999) {
                ledger.receive(number, now);
            }
            now += 5;
            ledger.settle(now);
        }
        now += DEADLINE;
        ledger.settle(now);

        assertThat(ledger.counts()).isEqualTo(new ProbeCounts(100_000, 100_000, 0, 99_900, 100, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void shouldCountAsLostOnlyWhatIsOverdue() {
        crossing();
        now += DEADLINE - 1;
        assertThat(ledger.settle(now)).isZero();
        assertThat(ledger.counts().underWay()).isOne();
        now++;
        assertThat(ledger.settle(now)).isOne();
        assertThat(ledger.settle(now)).isZero();
        assertThat(ledger.counts().underWay()).isZero();
    }

    @Test
    void shouldBlameNobodyForWhatWasNotAcknowledged() {
        ledger.attempt(now);
        long refused = ledger.attempt(now);
        ledger.refuse(refused);
        now += 100 * DEADLINE;

        assertThat(ledger.settle(now)).isZero();
        assertThat(ledger.counts()).isEqualTo(new ProbeCounts(2, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1));
    }

    @Test
    void shouldCountTheDeadlineFromTheAcknowledgement() {
        long number = ledger.attempt(now);
        now += 100 * DEADLINE;
        ledger.acknowledge(number, now);

        assertThat(ledger.settle(now + DEADLINE - 1)).isZero();
        assertThat(ledger.settle(now + DEADLINE)).isOne();
    }

    @Test
    void shouldGiveTheWholeDeadlineAgainToWhatWasUnderWayWhenTheConnectionBroke() {
        crossing();
        now += 100 * DEADLINE;
        ledger.hearsAgain(now);

        assertThat(ledger.settle(now + DEADLINE - 1)).isZero();
        assertThat(ledger.settle(now + DEADLINE)).isOne();
    }

    @Test
    void shouldTakeWhatComesBackBeforeItsAcknowledgement() {
        long number = ledger.attempt(now);

        assertThat(ledger.receive(number, now + 2)).isEqualTo(2);
        assertThat(ledger.counts().underWay()).isOne();
        ledger.acknowledge(number, now + 4);

        assertThat(ledger.settle(now + 100 * DEADLINE)).isZero();
        assertThat(ledger.counts()).isEqualTo(new ProbeCounts(1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void shouldCountDuplicatesOfWhatIsUnderWayAndOfWhatIsSettled() {
        long early = ledger.attempt(now);
        ledger.receive(early, now);
        assertThat(ledger.receive(early, now)).isNegative();
        ledger.acknowledge(early, now);
        assertThat(ledger.receive(early, now)).isNegative();

        assertThat(ledger.counts().received()).isOne();
        assertThat(ledger.counts().duplicated()).isEqualTo(2);
    }

    @Test
    void shouldCountWhatComesBehindALaterOne() {
        long one = crossing();
        long two = crossing();
        long three = crossing();
        ledger.receive(two, now);
        ledger.receive(one, now);
        ledger.receive(three, now);

        assertThat(ledger.counts()).isEqualTo(new ProbeCounts(3, 3, 0, 3, 0, 0, 0, 1, 0, 0, 0));
    }

    @Test
    void shouldTellWhatIsLateFromADuplicate() {
        long number = crossing();
        now += DEADLINE;
        ledger.settle(now);

        assertThat(ledger.receive(number, now)).isNegative();
        ledger.receive(number, now);

        assertThat(ledger.counts()).isEqualTo(new ProbeCounts(1, 1, 0, 0, 1, 1, 1, 0, 0, 0, 0));
    }

    @Test
    void shouldKnowWhatIsNotItsOwn() {
        crossing();
        ledger.receive(FIRST - 1, now);
        ledger.receive(FIRST + 1, now);
        ledger.receiveForeign();

        assertThat(ledger.counts().unexpected()).isEqualTo(3);
        assertThat(ledger.counts().received()).isZero();
    }

    @Test
    void shouldBeFullInsteadOfGrowing() {
        for (int i = 0; i < RollingLedger.MOST_UNDER_WAY; i++) {
            assertThat(ledger.isFull()).isFalse();
            ledger.attempt(now);
        }

        assertThat(ledger.isFull()).isTrue();
        ledger.skip();
        assertThat(ledger.counts().skipped()).isOne();
        ledger.acknowledge(FIRST, now);
        ledger.receive(FIRST, now);
        assertThat(ledger.isFull()).isFalse();
    }

    @Test
    void shouldGiveUpWhatCannotComeBack() {
        crossing();
        ledger.giveUp();

        assertThat(ledger.settle(now + DEADLINE)).isZero();
        assertThat(ledger.counts()).isEqualTo(new ProbeCounts(1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    }

    /** Published and acknowledged. */
    private long crossing() {
        long number = ledger.attempt(now);
        ledger.acknowledge(number, now);
        return number;
    }
}
