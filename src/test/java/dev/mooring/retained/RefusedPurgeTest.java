package dev.mooring.retained;

import dev.mooring.broker.FreePort;
import dev.mooring.broker.MosquittoBroker;
import dev.mooring.broker.MqttVersion;
import dev.mooring.broker.Peer;
import dev.mooring.mqtt.TopicFilter;
import io.vertx.core.Future;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static dev.mooring.broker.MosquittoBroker.MISSING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Brokers that do not do what they are asked, or are not there. */
class RefusedPurgeTest {

    private static final String RULES = """
            topic readwrite free/#
            topic read locked/#
            topic readwrite mooring/markers/#
            user keeper
            topic readwrite #
            """;

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    @EnabledIf(value = "dev.mooring.broker.MosquittoBroker#available", disabledReason = MISSING)
    void shouldNameWhatTheBrokerDoesNotLetUsDelete(MqttVersion version) {
        try (MosquittoBroker broker = locked();
                Peer keeper = keeper(broker)) {
            keeper.publish("free/a", "1", 1, true);
            keeper.publish("locked/a", "2", 1, true);
            keeper.publish("locked/b", "3", 1, true);

            PurgeReport report = purge(broker, version);

            assertThat(report.found()).isEqualTo(3);
            assertThat(report.purged()).isEqualTo(1);
            assertThat(report.failed()).isEqualTo(2);
            assertThat(report.failures())
                    .extracting(PurgeReport.Failure::topic)
                    .containsExactlyInAnyOrder("locked/a", "locked/b");
            assertThat(report.complete()).isTrue();
            assertThat(report.asAsked()).isFalse();
            assertThat(keeper.allRetained("#")).containsOnlyKeys("locked/a", "locked/b");
        }
    }

    @Test
    void shouldSayWhenTheBrokerIsNotThere() {
        RetainedMessages messages = new RetainedMessages(
                new TestDoor("mqtt://127.0.0.1:" + FreePort.next(), MqttVersion.V5), Clock.systemUTC());

        Future<Listing.End> list = messages.list(new TopicFilter("#"), (message, done) -> done.run());

        assertThatThrownBy(() -> TestDoor.get(list))
                .hasRootCauseInstanceOf(RetainedException.class)
                .rootCause()
                .hasMessageStartingWith("no connection to the broker");
    }

    private static MosquittoBroker locked() {
        return MosquittoBroker.builder()
                .user("keeper", "secret")
                .acl(RULES)
                .line("allow_anonymous true")
                .start();
    }

    private static Peer keeper(MosquittoBroker broker) {
        return Peer.to(broker.url()).credentials("keeper", "secret").connect();
    }

    private static PurgeReport purge(MosquittoBroker broker, MqttVersion version) {
        return TestDoor.get(new RetainedMessages(new TestDoor(broker.url(), version), Clock.systemUTC())
                .purge(Selection.of(new TopicFilter("#")), 1000, false, done -> {}));
    }
}
