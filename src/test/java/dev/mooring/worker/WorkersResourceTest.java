package dev.mooring.worker;

import dev.mooring.broker.Peer;
import dev.mooring.exchange.ExchangeProfile;
import dev.mooring.exchange.FollowedLines;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.core.ThrowingRunnable;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Workers over HTTP, in the application. */
@QuarkusTest
@TestProfile(ExchangeProfile.class)
class WorkersResourceTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @Inject
    Workers workers;

    private final List<WorkerRegistration> registered = new ArrayList<>();
    private final Peer peer = Peer.to(url()).connect();

    private static String url() {
        return ConfigProvider.getConfig().getValue("mooring.sites.north.url", String.class);
    }

    @AfterEach
    void end() {
        registered.forEach(worker -> worker.close().await().atMost(LONG));
        peer.allRetained("+/inference/workers/+").keySet().forEach(topic -> peer.publish(topic, "", 1, true));
        peer.close();
    }

    @Test
    void shouldListOursAndThoseOfOthers() {
        WorkerRegistration ours = workers.registerWorker("worker-1", List.of("image_resize"));
        say("inference/workers/other", "other", Instant.now());

        soon(() -> assertThat(list("default").getList("workers.id")).containsExactly("other", "worker-1"));
        JsonPath list = list("default");
        assertThat(list.getInt("count")).isEqualTo(2);
        assertThat(list.getMap("workers[1]"))
                .containsEntry("id", "worker-1")
                .containsEntry("topic", "inference/workers/worker-1")
                .containsEntry("state", "online")
                .containsEntry("capabilities", List.of("image_resize"))
                .containsEntry("idle_count", 1)
                .containsKey("last_seen")
                .doesNotContainKey("reason");

        ours.close().await().atMost(LONG);
        peer.publish("inference/workers/other", "", 1, true);
        soon(() -> assertThat(list("default").getInt("count")).isZero());
        assertThat(given().get("/q/metrics").asString())
                .contains("mooring_workers{site=\"default\",state=\"online\"} 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"north", "south"})
    void shouldPurgeStaleOnesAndNoOthers(String site) {
        String topic = site + "/inference/workers/";
        register(site, "alive");
        peer.publish(topic + "broken", "{", 1, true);
        peer.publish(topic + "deep/below", "x", 1, true);
        crash(site);

        JsonPath dry = purge(site, "?dry-run=true");
        assertThat(dry.getInt("selected")).isEqualTo(1);
        assertThat(dry.getInt("purged")).isZero();
        assertThat(peer.allRetained(topic + "crashed")).hasSize(1);

        JsonPath report = purge(site, "");

        assertThat(report.getInt("found")).isEqualTo(3);
        assertThat(report.getInt("purged")).isEqualTo(1);
        assertThat(report.getInt("spared")).isEqualTo(2);
        assertThat(report.getInt("failed")).isZero();
        soon(() -> assertThat(list(site).getList("workers.state")).containsExactly("online", "unreadable"));
        assertThat(list(site).getString("workers[1].reason")).isEqualTo("it is no JSON");
        assertThat(peer.retained(topic + "deep/below")).isPresent();
        assertThat(peer.retained(topic + "broken")).isPresent();
        peer.publish(topic + "deep/below", "", 1, true);
    }

    @Test
    void shouldSpareLiveWorkersFromAnyPurgeUnlessAsked() {
        String topic = "north/inference/workers/";
        crash("north");
        register("north", "alive");
        say(topic + "foreign", "foreign", Instant.now().plusSeconds(1));
        String path = "/api/v1/sites/north/retained?filter=inference/workers/%23";

        JsonPath report = as().urlEncodingEnabled(false).delete(path).jsonPath();

        assertThat(report.getInt("spared")).isEqualTo(2);
        assertThat(report.getInt("purged")).isEqualTo(1);
        JsonPath all = as().urlEncodingEnabled(false)
                .delete(path + "&include-live=true")
                .jsonPath();
        assertThat(all.getInt("spared")).isZero();
        assertThat(peer.retained(topic + "foreign")).isEmpty();
        soon(() -> assertThat(peer.retained(topic + "alive")).isPresent());
    }

    @Test
    void shouldNotPurgeStaleOnesWhileAnotherPurgeIsUnderWay() {
        crash("north");
        for (int i = 0; i < 3; i++) {
            peer.publish("north/slow/" + i, "x", 1, true);
        }
        peer.subscribe("north/slow/#", 1);
        CompletableFuture<Response> other = CompletableFuture.supplyAsync(
                () -> as().urlEncodingEnabled(false).delete("/api/v1/sites/north/retained?filter=slow/%23&rate=1"));
        peer.awaitMessage(message -> message.text().isEmpty());

        Response answer = as().post("/api/v1/sites/north/workers/purge-stale");

        assertProblem(answer, 409);
        assertThat(answer.jsonPath().getString("detail")).contains("under way");
        assertThat(peer.retained("north/inference/workers/crashed")).isPresent();
        soon(() -> assertThat(other).isCompletedWithValueMatching(end -> end.statusCode() == 200));
        assertThat(purge("north", "").getInt("purged")).isEqualTo(1);
    }

    @Test
    void shouldTellWhatHappensWhileItHappens() {
        say("north/inference/workers/before", "before", Instant.now());
        try (FollowedLines lines = new FollowedLines("/api/v1/sites/north/workers/events")) {
            soon(() -> assertThat(lines.all()).anyMatch(line -> says(line, "online", "before")));
            say("north/inference/workers/new", "new", Instant.now());
            soon(() -> assertThat(lines.all()).anyMatch(line -> says(line, "online", "new")));
            peer.publish("north/inference/workers/new", "", 1, true);
            soon(() -> assertThat(lines.all()).anyMatch(line -> says(line, "gone", "new")));
        }
    }

    @ParameterizedTest
    @CsvSource({"nowhere, 404", "moat, 409"})
    void shouldSayWhatIsWrongWithASite(String site, int status) {
        String path = "/api/v1/sites/" + site + "/workers";

        assertProblem(as().get(path), status);
        assertProblem(as().get(path + "/events"), status);
        assertProblem(as().post(path + "/purge-stale"), status);
    }

    private static void assertProblem(Response answer, int status) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.contentType()).startsWith("application/problem+json");
    }

    private static boolean says(String line, String event, String id) {
        return line.startsWith("data:")
                && line.contains("\"event\":\"" + event + "\"")
                && line.contains("\"id\":\"" + id + "\"");
    }

    private void register(String site, String id) {
        WorkerRegistration worker = workers.registerWorker(site, id, List.of("ocr"));
        registered.add(worker);
        soon(() -> assertThat(peer.retained(worker.topic())).isPresent());
    }

    /** One that was there long ago; if we heard of it, we wait until that is long ago, too. */
    private void crash(String site) {
        say(site + "/inference/workers/crashed", "crashed", Instant.EPOCH);
        soon(() -> assertThat(list(site).getString("workers.find { it.id == 'crashed' }.state"))
                .isEqualTo("stale"));
    }

    private void say(String topic, String id, Instant time) {
        peer.publish(
                topic,
                "{\"id\":\"" + id + "\",\"capabilities\":[\"ocr\"],\"idle_count\":0,\"timestamp\":"
                        + time.toEpochMilli() + "}",
                1,
                true);
        soon(() -> assertThat(peer.retained(topic)).isPresent());
    }

    private static JsonPath list(String site) {
        return as().get("/api/v1/sites/" + site + "/workers")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static JsonPath purge(String site, String query) {
        return as().post("/api/v1/sites/" + site + "/workers/purge-stale" + query)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static RequestSpecification as() {
        return given().auth().preemptive().basic("operator", "mooring");
    }

    private static void soon(ThrowingRunnable assertion) {
        await("soon")
                .atMost(LONG)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(assertion);
    }
}
