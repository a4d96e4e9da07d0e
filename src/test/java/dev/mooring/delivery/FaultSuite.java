package dev.mooring.delivery;

import dev.mooring.broker.ArtemisBroker;
import dev.mooring.broker.MosquittoBroker;
import dev.mooring.broker.TestBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * A service under faults and load: nothing lost, or red. The service runs in a process of its own, connected to the embedded
 * broker and to mosquitto (where there is one) at once, in both versions of MQTT, each through a network that can be broken.
 * A number to the service counts when its handler has succeeded; one from the service has to arrive when it was reported as
 * published.
 *
 * <p>Strikes are at random; the seed is printed. System properties for more of it: {@code tests.faults.messages} on each
 * topic, {@code tests.faults.strikes} on each target, {@code tests.faults.rate} of messages a second on each topic, {@code
 * tests.faults.seed}. The table of what happened and the output of the service are left in {@code
 * target/faults}.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class FaultSuite {

    private static final FaultRun.Size SIZE = new FaultRun.Size(
            Long.getLong("tests.faults.messages", 1_000),
            Integer.getInteger("tests.faults.strikes", 3),
            Integer.getInteger("tests.faults.rate", 500),
            Duration.ofSeconds(30));
    /** As for {@link dev.mooring.broker.OnEveryBroker}: then on the embedded one, which is everywhere. */
    private static final String ONLY = System.getProperty("tests.brokers", "");

    private static final long SEED = Long.getLong("tests.faults.seed", System.nanoTime());

    private final List<TestBroker> brokers = new ArrayList<>();
    private final Path directory =
            Path.of("target", "faults", getClass().getSimpleName()).toAbsolutePath();
    private final FaultTable table = new FaultTable();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private @Nullable Stage stage;

    /** What is tried; may build something in that directory, which is removed at the end. */
    abstract ServiceUnderFaults service(Path directory) throws Exception;

    @BeforeAll
    void begin(@TempDir Path application) throws Exception {
        System.out.println(getClass().getSimpleName() + ": -Dtests.faults.seed=" + SEED);
        Files.createDirectories(directory);
        Files.deleteIfExists(directory.resolve("journal"));
        Files.deleteIfExists(directory.resolve("output"));
        brokers.add(new ArtemisBroker());
        if (MosquittoBroker.available() && ONLY.isEmpty()) {
            brokers.add(new MosquittoBroker());
        }
        brokers.forEach(TestBroker::start);
        stage = new Stage(service(application), brokers, directory);
    }

    @AfterAll
    void end() {
        if (stage != null) {
            stage.close();
        }
        brokers.forEach(TestBroker::close);
        threads.shutdownNow();
        System.out.println(table);
        table.writeTo(directory.resolve("table.md"));
    }

    @ParameterizedTest
    @EnumSource
    void shouldLoseNothing(FaultRow row) {
        assumeThat(row.needsBrokerProcess() && brokers.size() == 1)
                .as(ONLY.isEmpty() ? MosquittoBroker.MISSING : "not here: -Dtests.brokers=" + ONLY)
                .isFalse();
        Random random = new Random(SEED + row.name().hashCode());
        FaultRun run = new FaultRun(Objects.requireNonNull(stage), row, SIZE, random, threads);

        run.run();

        table.add(row, run.struck(), "to handlers", run.inbound());
        table.add(row, run.struck(), "published", run.outbound());
        assertThat(run.struck()).as("faults that hit").isNotEmpty();
        assertThat(run.inbound()).as("-Dtests.faults.seed=" + SEED).allSatisfy(judged -> {
            assertNothingLost(judged.verdict());
            assertThat(judged.verdict().acknowledged()).isEqualTo(SIZE.messages());
        });
        assertThat(run.outbound())
                .as("-Dtests.faults.seed=" + SEED)
                .allSatisfy(judged -> assertNothingLost(judged.verdict()));
    }

    private static void assertNothingLost(Verdict verdict) {
        assertThat(verdict.attempted()).isEqualTo(SIZE.messages());
        assertThat(verdict.lost()).as("lost: %s", verdict.missing()).isZero();
        assertThat(verdict.unexpected()).as("unexpected").isZero();
        assertThat(verdict.acknowledged()).isPositive();
    }
}
