package dev.mooring.cli;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class QueueDatabaseTest {

    private final StringWriter err = new StringWriter();
    private final Surroundings surroundings = new Surroundings(
            new ByteArrayInputStream(new byte[0]),
            new PrintWriter(new StringWriter()),
            new PrintWriter(err),
            false,
            Map.of("QUEUE_DB_USER", "reader", "QUEUE_DB_PASSWORD", "secret"),
            Clock.systemUTC(),
            new Random());
    private final QueueDatabase database = new QueueDatabase();

    @Test
    void shouldCountWhatIsQueued() {
        try (QueueDriver driver = QueueDriver.register()) {
            database.url = "jdbc:queues:0";
            assertThat(database.look(surroundings, "me")).contains("queuedmessagesclients: empty for me");

            database.url = "jdbc:queues:12";
            assertThat(database.look(surroundings, "me")).contains("queuedmessagesclients: ⚠ 12 message(s) for me");

            assertThat(driver.asked()).containsExactly("me", "me");
            assertThat(driver.properties()).containsEntry("user", "reader").containsEntry("password", "secret");
            assertThat(err.toString()).isEmpty();
        }
    }

    @Test
    void shouldNotSayThePasswordOfAUrl() {
        try (QueueDriver driver = QueueDriver.register()) {
            database.url = "jdbc:queues:nowhere?password=secret";

            assertThat(database.look(surroundings, "me")).isEmpty();

            assertThat(driver.asked()).isEmpty();
            assertThat(err.toString())
                    .contains("the queue could not be seen (SQL state 08001)")
                    .doesNotContain("secret");
        }
    }

    @Test
    void shouldSayThatThereIsNoDriver() {
        database.url = "jdbc:nothing:secret";
        assertThat(database.look(surroundings, "me")).isEmpty();

        database.driver = Path.of("/no/such/driver.jar");
        assertThat(database.look(surroundings, "me")).isEmpty();

        assertThat(err.toString())
                .contains("SQL state 08001", "the driver cannot be read")
                .doesNotContain("secret");
    }

    @Test
    void shouldNotLookWhereNobodyAsked() {
        assertThat(database.look(surroundings, "me")).isEmpty();
        assertThat(err.toString()).isEmpty();
    }
}
