package dev.mooring.device;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

class UpdateNotifierTest {

    private static final StoredFile CONFIG =
            new StoredFile("aa-bb-cc-dd-ee-ff.json", 2, "44136fa3", 7, Instant.parse("2026-11-21T10:00:00Z"));

    private final RecordingUpdateChannel channel = new RecordingUpdateChannel();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final UpdateNotifier notifier = new UpdateNotifier(channel, device -> {}, metrics);

    private final List<String> logged = new ArrayList<>();
    private final Logger log = Logger.getLogger("dev.mooring.device");
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord event) {
            logged.add(new PatternFormatter("%p %s").format(event));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        log.addHandler(listener);
    }

    @AfterEach
    void stopListening() {
        log.removeHandler(listener);
    }

    @Test
    void shouldPublishExactlyTheFileName() {
        notifier.configSaved(CONFIG);

        assertThat(channel.published())
                .containsExactly("iotsupport/updates/configs {\"filename\":\"aa-bb-cc-dd-ee-ff.json\"}");
    }

    @Test
    void shouldCountASuccessWhenTheBrokerHasIt() {
        notifier.configSaved(CONFIG);

        assertThat(count("success")).isEqualTo(1);
        assertThat(count("failure")).isZero();
        assertThat(logged).isEmpty();
    }

    @Test
    void shouldLogAndCountAFailure() {
        channel.answers(() -> Uni.createFrom().failure(new IllegalStateException("no broker")));

        assertThatCode(() -> notifier.configSaved(CONFIG)).doesNotThrowAnyException();

        assertThat(count("failure")).isEqualTo(1);
        assertThat(count("success")).isZero();
        assertThat(logged).singleElement().satisfies(UpdateNotifierTest::namesTopicAndFile);
    }

    @Test
    void shouldLogAndCountAChannelThatThrows() {
        channel.answers(() -> {
            throw new IllegalStateException("broken");
        });

        assertThatCode(() -> notifier.configSaved(CONFIG)).doesNotThrowAnyException();

        assertThat(count("failure")).isEqualTo(1);
        assertThat(logged).singleElement().satisfies(UpdateNotifierTest::namesTopicAndFile);
    }

    @Test
    void shouldNotWaitForABrokerThatNeverAnswers() {
        channel.answers(() -> Uni.createFrom().nothing());

        notifier.configSaved(CONFIG);

        assertThat(channel.published()).hasSize(1);
        assertThat(count("success")).isZero();
        assertThat(count("failure")).isZero();
    }

    private static void namesTopicAndFile(String line) {
        assertThat(line).startsWith("WARN").contains("iotsupport/updates/configs", "aa-bb-cc-dd-ee-ff.json");
    }

    private double count(String status) {
        return metrics.get("mooring.device.notifications")
                .tag("topic", "iotsupport/updates/configs")
                .tag("status", status)
                .counter()
                .count();
    }
}
