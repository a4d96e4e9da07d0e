package dev.mooring.event;

import dev.mooring.mqtt.QoS;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** The limits of everything that users set, and what goes into a message when they are passed. */
class EventLimitsTest {

    private static final Duration TOO_LONG = Duration.ofSeconds(Long.MAX_VALUE);
    private static final Duration NEGATIVE = Duration.ofNanos(-1);
    private static final SubscriptionOptions SUBSCRIPTION = SubscriptionOptions.DEFAULT;
    private static final EventSettings SETTINGS = EventSettings.of("me");

    static Stream<Arguments> beyond() {
        return Stream.of(
                wrong("concurrency", () -> SUBSCRIPTION.withConcurrency(0)),
                wrong("concurrency", () -> SUBSCRIPTION.withConcurrency(1025)),
                wrong("concurrency", () -> SUBSCRIPTION.withConcurrency(Integer.MIN_VALUE)),
                wrong("buffer-size", () -> SUBSCRIPTION.withBufferSize(0)),
                wrong("handler-timeout", () -> SUBSCRIPTION.withHandlerTimeout(Duration.ZERO)),
                wrong("handler-timeout", () -> SUBSCRIPTION.withHandlerTimeout(NEGATIVE)),
                wrong(
                        "handler-timeout",
                        () -> SUBSCRIPTION.withHandlerTimeout(Duration.ofDays(1).plusNanos(1))),
                wrong("handler-timeout", () -> SUBSCRIPTION.withHandlerTimeout(TOO_LONG)),
                wrong("retry-attempts", () -> new RetryOptions(-1, Duration.ofSeconds(1))),
                wrong("retry-backoff", () -> new RetryOptions(1, Duration.ZERO)),
                wrong("retry-backoff", () -> new RetryOptions(1, NEGATIVE)),
                wrong("retry-backoff", () -> new RetryOptions(1, TOO_LONG)),
                wrong("source-name", () -> EventSettings.of("")),
                wrong("heartbeat-interval", () -> SETTINGS.withHeartbeat(Duration.ZERO)),
                wrong("heartbeat-interval", () -> SETTINGS.withHeartbeat(NEGATIVE)),
                wrong("heartbeat-interval", () -> SETTINGS.withHeartbeat(Duration.ofMillis(9))),
                wrong("heartbeat-interval", () -> SETTINGS.withHeartbeat(TOO_LONG)),
                wrong("max-pending", () -> SETTINGS.withMaxPending(0)),
                wrong("shutdown-timeout", () -> SETTINGS.withShutdownTimeout(Duration.ZERO)),
                wrong("shutdown-timeout", () -> SETTINGS.withShutdownTimeout(NEGATIVE)),
                wrong("shutdown-timeout", () -> SETTINGS.withShutdownTimeout(TOO_LONG)),
                wrong("dedupe-ttl", () -> DedupeOptions.of(Duration.ZERO)),
                wrong("dedupe-ttl", () -> DedupeOptions.of(NEGATIVE)),
                wrong("dedupe-ttl", () -> DedupeOptions.of(Duration.ofDays(7).plusNanos(1))),
                wrong("dedupe-ttl", () -> DedupeOptions.of(TOO_LONG)),
                wrong("dedupe-max-entries", () -> new DedupeOptions(Duration.ofSeconds(1), 0)),
                wrong("dedupe-max-entries", () -> new DedupeOptions(Duration.ofSeconds(1), 10_000_001)),
                wrong("type of an event", () -> OutgoingEvent.of("t", "", new Object())),
                wrong("correlation id", () -> OutgoingEvent.of("t", "t", new Object())
                        .withCorrelationId("")));
    }

    private static Arguments wrong(String name, Supplier<?> making) {
        return arguments(name, making);
    }

    @ParameterizedTest
    @MethodSource("beyond")
    void shouldNameWhatIsOutOfRange(String name, Supplier<?> making) {
        assertThatThrownBy(making::get)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(name + " ");
    }

    @Test
    void shouldTakeTheLimitsThemselves() {
        assertThat(SUBSCRIPTION.withConcurrency(1024).withBufferSize(1).withHandlerTimeout(Duration.ofDays(1)))
                .isEqualTo(new SubscriptionOptions(
                        QoS.AT_LEAST_ONCE, SUBSCRIPTION.wanted(), 1024, 1, Duration.ofDays(1), RetryOptions.DEFAULT));
        assertThat(SETTINGS.withHeartbeat(Duration.ofMillis(10)).heartbeatInterval())
                .hasValue(Duration.ofMillis(10));
        assertThat(SETTINGS.withMaxPending(1).maxPending()).isEqualTo(1);
        assertThat(new DedupeOptions(Duration.ofDays(7), 10_000_000).maxEntries())
                .isEqualTo(10_000_000);
        assertThat(new RetryOptions(0, Duration.ofDays(1)).attempts()).isZero();
    }

    /** Each of them changes one thing. */
    @Test
    void shouldKeepTheOthersWhenOneIsChanged() {
        EventSettings all = SETTINGS.withFormat(EventFormat.CLOUDEVENTS)
                .withDedupe(DedupeOptions.of(Duration.ofSeconds(30)))
                .withHealth(true)
                .withHeartbeat(Duration.ofSeconds(1))
                .withMaxPending(7)
                .withShutdownTimeout(Duration.ofSeconds(2));

        assertThat(all.source()).isEqualTo("me");
        assertThat(all.format()).isEqualTo(EventFormat.CLOUDEVENTS);
        assertThat(all.dedupe()).hasValue(new DedupeOptions(Duration.ofSeconds(30), 2048));
        assertThat(all.health()).isTrue();
        assertThat(all.heartbeatInterval()).hasValue(Duration.ofSeconds(1));
        assertThat(all.maxPending()).isEqualTo(7);
        assertThat(all.shutdownTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(SUBSCRIPTION
                        .withQos(QoS.EXACTLY_ONCE)
                        .withRetry(new RetryOptions(1, Duration.ofSeconds(9)))
                        .withConcurrency(3))
                .isEqualTo(new SubscriptionOptions(
                        QoS.EXACTLY_ONCE,
                        SUBSCRIPTION.wanted(),
                        3,
                        1024,
                        Duration.ofSeconds(60),
                        new RetryOptions(1, Duration.ofSeconds(9))));
    }

    @ParameterizedTest
    @CsvSource({
        "PT0.5S, 1, PT0.5S",
        "PT0.5S, 2, PT1S",
        "PT0.5S, 3, PT2S",
        "PT0.5S, 8, PT1M",
        "PT0.5S, 2147483647, PT1M",
        "PT0.000000001S, 100, PT0.001048576S",
        "PT59S, 2, PT1M",
        "PT1M, 5, PT1M",
        "PT2H, 1, PT2H",
        "PT2H, 9, PT2H",
    })
    void shouldPauseTwiceAsLongAfterEachFailureUpToAMinute(Duration backoff, int failures, Duration pause) {
        assertThat(new RetryOptions(3, backoff).pause(failures)).isEqualTo(pause);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"
            })
    void shouldTakeTracesOfTheRightForm(String parent) {
        assertThat(TraceContext.of(parent, "a=b")).isEqualTo(new TraceContext(parent, "a=b"));
    }

    /** W3C Trace Context, section 3.2.2: ff is no version, and ids of zeros are none. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\n",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            })
    void shouldTakeNoOtherTraces(String parent) {
        assertThat(TraceContext.of(parent, null)).isNull();
        assertThatThrownBy(() -> new TraceContext(parent, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("traceparent ");
    }

    @Test
    void shouldLeaveOutAStateThatIsTooLong() {
        String parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

        assertThat(TraceContext.of(parent, "a".repeat(512))).isEqualTo(new TraceContext(parent, "a".repeat(512)));
        assertThat(TraceContext.of(parent, "a".repeat(513))).isEqualTo(new TraceContext(parent, null));
    }
}
