package dev.mooring.channel;

import dev.mooring.channel.FailureStrategy.Failure;
import dev.mooring.channel.FailureStrategy.Remedy;
import dev.mooring.channel.FailureStrategy.Verdict;
import dev.mooring.event.EnvelopeCodec;
import dev.mooring.event.RetryOptions;
import dev.mooring.event.UndecodableException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class FailureStrategyTest {

    private final Throwable broken = new IllegalStateException("broken");

    @Test
    void shouldRetryWithDoublingPausesThenGiveUp() {
        FailureStrategy retry = new RetryThenDeadLetter(new RetryOptions(3, Duration.ofMillis(100)));

        assertThat(List.of(1, 2, 3, 4))
                .extracting(attempts -> retry.judge(new Failure(broken, attempts)))
                .containsExactly(
                        new Verdict(Remedy.RETRY, Duration.ofMillis(100)),
                        new Verdict(Remedy.RETRY, Duration.ofMillis(200)),
                        new Verdict(Remedy.RETRY, Duration.ofMillis(400)),
                        Verdict.of(Remedy.DEAD_LETTER));
    }

    @Test
    void shouldNotPauseLongerThanAMinuteUnlessAskedTo() {
        assertThat(new RetryThenDeadLetter(new RetryOptions(1000, Duration.ofSeconds(1)))
                        .judge(new Failure(broken, 900))
                        .delay())
                .isEqualTo(Duration.ofMinutes(1));
        assertThat(new RetryThenDeadLetter(new RetryOptions(1000, Duration.ofHours(1)))
                        .judge(new Failure(broken, 900))
                        .delay())
                .isEqualTo(Duration.ofHours(1));
    }

    @Test
    void shouldNotRetryWhatCannotBeDecoded() {
        FailureStrategy retry = new RetryThenDeadLetter(new RetryOptions(3, Duration.ofMillis(100)));
        UndecodableException envelope =
                catchThrowableOfType(UndecodableException.class, () -> EnvelopeCodec.decode(new byte[] {1}));

        assertThat(List.of(
                        envelope,
                        new UndecodablePayloadException("no"),
                        new RuntimeException(new UndecodablePayloadException("no"))))
                .extracting(reason -> retry.judge(new Failure(reason, 1)))
                .containsOnly(Verdict.of(Remedy.DEAD_LETTER));
    }

    @Test
    void shouldDecideAsTheOtherStrategiesSay() {
        Failure failure = new Failure(broken, 1);

        assertThat(new DeadLetterAtOnce().judge(failure).remedy()).isEqualTo(Remedy.DEAD_LETTER);
        assertThat(new IgnoreFailures().judge(failure).remedy()).isEqualTo(Remedy.ACKNOWLEDGE);
        assertThat(new FailChannel().judge(failure).remedy()).isEqualTo(Remedy.STOP);
    }
}
