package dev.mooring.delivery;

import dev.mooring.mqtt.QoS;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Planted faults must be found, and nothing else. */
class LedgerTest {

    private static final long DELAY = Duration.ofMillis(1).toNanos();

    @Test
    void shouldFindNothingWhereNothingIsWrong() {
        Verdict verdict = sent(QoS.EXACTLY_ONCE, 1_000).verdict();

        assertThat(verdict).isEqualTo(new Verdict(2, true, 1_000, 1_000, 1_000, 0, List.of(), 0, 0, 0, 0));
        assertThat(verdict.kept()).isTrue();
    }

    @Test
    void shouldConvictWhoLosesOneInAThousand() {
        Ledger ledger = new Ledger(QoS.AT_LEAST_ONCE, Duration.ZERO);
        for (long i = 0; i < 10_000; i++) {
            ledger.attempt(i);
            ledger.acknowledge(i);
            if (i % 1_000 != 999) {
                ledger.receive(i, DELAY);
            }
        }

        Verdict verdict = ledger.verdict();

        assertThat(verdict.lost()).isEqualTo(10);
        assertThat(verdict.missing()).hasSize(10).startsWith(new Verdict.Lost(999, 999));
        assertThat(verdict.kept()).isFalse();
        assertThat(ledger.outstanding()).isEqualTo(10);
    }

    @Test
    void shouldBlameNobodyForWhatWasNotAcknowledged() {
        Ledger ledger = new Ledger(QoS.AT_LEAST_ONCE, Duration.ZERO);
        ledger.attempt(0);
        ledger.attempt(1);
        ledger.receive(1, DELAY);

        Verdict verdict = ledger.verdict();

        assertThat(verdict.lost()).isZero();
        assertThat(verdict.received()).isOne();
        assertThat(verdict.kept()).isTrue();
    }

    @Test
    void shouldForbidDuplicatesAtQos2Alone() {
        for (QoS qos : QoS.values()) {
            Ledger ledger = sent(qos, 10);
            ledger.receive(3, DELAY);

            assertThat(ledger.verdict().duplicated()).isOne();
            assertThat(ledger.verdict().kept()).isEqualTo(qos != QoS.EXACTLY_ONCE);
        }
    }

    @Test
    void shouldSeeSwapsLateOnesAndStrangers() {
        Ledger ledger = new Ledger(QoS.AT_LEAST_ONCE, Duration.ofMillis(10));
        for (long i = 0; i < 4; i++) {
            ledger.attempt(i);
            ledger.acknowledge(i);
        }
        ledger.receive(0, DELAY);
        ledger.receive(2, DELAY);
        ledger.receive(1, DELAY);
        ledger.receive(3, Duration.ofMillis(11).toNanos());
        ledger.receive(17, DELAY);

        Verdict verdict = ledger.verdict();

        assertThat(verdict.reordered()).isOne();
        assertThat(verdict.late()).isOne();
        assertThat(verdict.unexpected()).isOne();
        assertThat(verdict.kept()).as("what nobody sent is no small thing").isFalse();
    }

    private static Ledger sent(QoS qos, long count) {
        Ledger ledger = new Ledger(qos, Duration.ZERO);
        for (long i = 0; i < count; i++) {
            ledger.attempt(i);
            ledger.acknowledge(i);
            ledger.receive(i, DELAY);
        }
        return ledger;
    }
}
