package dev.mooring;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that is set again whenever somebody looks: so much later, or earlier, than the last time. Safe on any thread. */
public final class JumpingClock extends Clock {

    private static final Instant BEGIN = Instant.parse("2026-11-22T10:00:00Z");

    private final Duration jump;
    private final AtomicLong looks = new AtomicLong();

    /** @param jump negative: it goes backwards */
    public JumpingClock(Duration jump) {
        this.jump = jump;
    }

    @Override
    public Instant instant() {
        return BEGIN.plus(jump.multipliedBy(looks.getAndIncrement()));
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("nobody asked for it so far");
    }
}
