package dev.mooring.event;

import dev.mooring.event.Deduplicator.Verdict;
import dev.mooring.mqtt.Acknowledgement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class DeduplicatorTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /** Begins just before nanoseconds overflow, as {@link System#nanoTime} may. */
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - SECOND);

    private final Deduplicator deduplicator =
            new Deduplicator(new DedupeOptions(Duration.ofSeconds(30), 3), clock::get);
    private final List<String> acknowledged = new ArrayList<>();

    @Test
    void shouldCallAnEventHandledOnlyAfterItWas() {
        assertThat(admit("a")).isEqualTo(Verdict.FIRST);
        assertThat(admit("a")).isEqualTo(Verdict.IN_PROGRESS);

        deduplicator.done(key("a"));

        assertThat(admit("a")).isEqualTo(Verdict.HANDLED);
    }

    @Test
    void shouldAcknowledgeDuplicatesThatWaitWhenTheFirstIsDoneAndOnce() {
        admit("a");
        deduplicator.admit(key("a"), () -> acknowledged.add("second"));
        deduplicator.admit(key("a"), () -> acknowledged.add("third"));
        assertThat(acknowledged).isEmpty();

        deduplicator.done(key("a"));
        deduplicator.done(key("a"));

        assertThat(acknowledged).containsExactly("second", "third");
    }

    /** One for each connection, while a handler is busy with the first, would be too many. */
    @Test
    void shouldRememberNoDuplicateThatComesAgain() {
        admit("a");
        deduplicator.admit(key("a"), superseded("first connection"));
        deduplicator.admit(key("a"), superseded("second connection"));
        deduplicator.admit(key("a"), () -> acknowledged.add("third connection"));

        deduplicator.done(key("a"));

        assertThat(acknowledged).containsExactly("third connection");
    }

    /** At QoS 2 a duplicate is not handed out again, whatever the connection. */
    @Test
    void shouldRememberADuplicateThatDoesNotComeAgain() {
        admit("a");
        deduplicator.admit(key("a"), () -> acknowledged.add("of QoS 2"));
        deduplicator.admit(key("a"), superseded("first connection"));
        deduplicator.admit(key("a"), superseded("second connection"));
        deduplicator.admit(key("a"), () -> acknowledged.add("third connection"));

        deduplicator.done(key("a"));

        assertThat(acknowledged).containsExactly("of QoS 2", "third connection");
    }

    private Acknowledgement superseded(String name) {
        return new Acknowledgement() {
            @Override
            public void run() {
                acknowledged.add(name);
            }

            @Override
            public boolean superseded() {
                return true;
            }
        };
    }

    @Test
    void shouldTakeADuplicateThatHasNothingToAcknowledge() {
        admit("a");

        assertThat(deduplicator.admit(key("a"), null)).isEqualTo(Verdict.IN_PROGRESS);
        deduplicator.done(key("a"));

        assertThat(deduplicator.admit(key("a"), null)).isEqualTo(Verdict.HANDLED);
    }

    @Test
    void shouldNotAcknowledgeDuplicatesOfOneThatNobodyHandles() {
        admit("a");
        deduplicator.admit(key("a"), () -> acknowledged.add("second"));

        deduplicator.forget(key("a"));
        deduplicator.done(key("a"));

        assertThat(acknowledged).isEmpty();
        assertThat(admit("a")).isEqualTo(Verdict.FIRST);
    }

    @Test
    void shouldKeepEventsApart() {
        admit("a");
        deduplicator.done(key("a"));

        assertThat(admit("b")).isEqualTo(Verdict.FIRST);
    }

    @Test
    void shouldForgetWhenTheTimeIsOverAndNotBefore() {
        handle("a");

        clock.addAndGet(30 * SECOND - 1);
        assertThat(admit("a")).isEqualTo(Verdict.HANDLED);

        clock.addAndGet(30 * SECOND);
        assertThat(admit("a")).isEqualTo(Verdict.FIRST);
    }

    /** A sender that goes on sending the same must not be handled again every 30 s. */
    @Test
    void shouldCountTheTimeSinceItWasSeenLast() {
        handle("a");

        for (int i = 0; i < 10; i++) {
            clock.addAndGet(20 * SECOND);
            assertThat(admit("a")).isEqualTo(Verdict.HANDLED);
        }
    }

    @Test
    void shouldCountTheTimeFromTheEndOfHandling() {
        admit("a");
        clock.addAndGet(100 * SECOND);
        assertThat(admit("a")).isEqualTo(Verdict.IN_PROGRESS);
        deduplicator.done(key("a"));

        clock.addAndGet(29 * SECOND);

        assertThat(admit("a")).isEqualTo(Verdict.HANDLED);
    }

    @Test
    void shouldForgetAllThatAreOverAndNoOther() {
        handle("a");
        handle("b");
        clock.addAndGet(20 * SECOND);
        handle("c");
        clock.addAndGet(10 * SECOND);

        assertThat(admit("c")).isEqualTo(Verdict.HANDLED);
        assertThat(deduplicator.size()).isEqualTo(1);
    }

    @Test
    void shouldForgetTheOneSeenLongestAgoWhenThereAreTooMany() {
        handle("a");
        handle("b");
        handle("c");
        admit("a"); // seen again: now b is the oldest

        handle("d");

        assertThat(admit("a")).isEqualTo(Verdict.HANDLED);
        assertThat(admit("c")).isEqualTo(Verdict.HANDLED);
        assertThat(admit("d")).isEqualTo(Verdict.HANDLED);
        assertThat(admit("b")).isEqualTo(Verdict.FIRST);
    }

    @Test
    void shouldNotForgetWhatIsInProgressHoweverManyOthersCome() {
        admit("slow");
        for (int i = 0; i < 100; i++) {
            handle("quick" + i);
        }

        assertThat(admit("slow")).isEqualTo(Verdict.IN_PROGRESS);
    }

    @Test
    void shouldStayBoundedWithAMillionDistinctIds() {
        Deduplicator usual = new Deduplicator(DedupeOptions.of(Duration.ofSeconds(30)), clock::get);
        int largest = 0;

        for (int i = 0; i < 1_000_000; i++) {
            EventKey key = key("type|" + i);
            assertThat(usual.admit(key, null)).isEqualTo(Verdict.FIRST);
            usual.done(key);
            largest = Math.max(largest, usual.size());
        }

        assertThat(largest).isEqualTo(DedupeOptions.DEFAULT_MAX_ENTRIES);
    }

    @Test
    void shouldRememberAnEventFromWhenItsSlowHandlerWasDone() {
        assertThat(admit("slow")).isEqualTo(Verdict.FIRST);
        clock.addAndGet(60 * SECOND);
        deduplicator.done(key("slow"));
        clock.addAndGet(29 * SECOND);

        assertThat(admit("slow")).isEqualTo(Verdict.HANDLED);
    }

    private Verdict admit(String key) {
        return deduplicator.admit(key(key), () -> acknowledged.add(key));
    }

    private void handle(String key) {
        assertThat(admit(key)).isEqualTo(Verdict.FIRST);
        deduplicator.done(key(key));
    }

    static EventKey key(String name) {
        EventKey.Mix mix = new EventKey.Mix();
        byte[] bytes = name.getBytes(UTF_8);
        mix.bytes(bytes, 0, bytes.length);
        return mix.key();
    }
}
