package dev.mooring.delivery;

import dev.mooring.mqtt.QoS;
import java.time.Duration;
import java.util.Map;

/**
 * What {@link Trial} does for each message besides MQTT: writes and reads the number, keeps the ledger, both latencies and the
 * timeline. One run is one message. In the room of the checker, since all of that is its own business.
 */
public final class Bookkeeping implements Runnable {

    /** As many are acknowledged later than published, and received later than acknowledged. */
    private static final int LAG = 500;

    private static final String TOPIC = "mooring/verify";

    private final Ledger ledger = new Ledger(QoS.AT_LEAST_ONCE, Duration.ZERO);
    private final Latencies acknowledging = new Latencies();
    private final Latencies delivery = new Latencies();
    private final Timeline timeline = new Timeline(System.nanoTime());
    private final Map<String, Ledger> ledgers = Map.of(TOPIC, ledger);
    private final byte[][] underWay = new byte[2 * LAG + 1][];
    private final long[] due = new long[2 * LAG + 1];
    private long number;

    @Override
    public void run() {
        attempt(number);
        acknowledge(number - LAG);
        receive(number - 2 * LAG);
        number++;
    }

    private void attempt(long each) {
        int slot = slot(each);
        due[slot] = System.nanoTime();
        ledger.attempt(each);
        underWay[slot] = WireFormat.write(each);
    }

    private void acknowledge(long each) {
        if (each >= 0) {
            long now = System.nanoTime();
            ledger.acknowledge(each);
            acknowledging.record(now - due[slot(each)]);
            timeline.acknowledged(now);
        }
    }

    private void receive(long each) {
        if (each >= 0) {
            long read = WireFormat.read(underWay[slot(each)]).orElseThrow();
            long now = System.nanoTime();
            long delay = now - due[slot(each)];
            if (ledgers.get(TOPIC).receive(read, delay)) {
                delivery.record(delay);
            }
            timeline.received(now);
        }
    }

    private int slot(long each) {
        return (int) (each % due.length);
    }

    /** Whether all that was received was expected, once; who measures a mistake measures nothing. */
    public boolean isSound() {
        Verdict verdict = ledger.verdict();
        return verdict.received() == Math.max(0, number - 2 * LAG)
                && verdict.duplicated() == 0
                && verdict.unexpected() == 0
                && delivery.figures().count() == verdict.received();
    }
}
