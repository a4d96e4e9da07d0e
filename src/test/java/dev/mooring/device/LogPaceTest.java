package dev.mooring.device;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LogPaceTest {

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // where it turns negative

    @Test
    void shouldSayYesAtFirstAndThenEveryTenSeconds() {
        LogPace pace = new LogPace(now::get);

        assertThat(pace.due()).isTrue();
        assertThat(pace.due()).isFalse();
        now.addAndGet(Duration.ofMillis(9_999).toNanos());
        assertThat(pace.due()).isFalse();
        now.addAndGet(Duration.ofMillis(1).toNanos());
        assertThat(pace.due()).isTrue();
    }
}
