package dev.mooring.exchange;

import dev.mooring.broker.Peer;
import dev.mooring.broker.Received;
import dev.mooring.event.EnvelopeCodec;
import dev.mooring.event.EventOutcome;
import dev.mooring.event.OutgoingEvent;
import dev.mooring.mqtt.Subscription;
import dev.mooring.site.Site;
import dev.mooring.site.Sites;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.core.ThrowingRunnable;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Events of sites: in beans, and over HTTP. */
@QuarkusTest
@TestProfile(ExchangeProfile.class)
class ExchangeTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @Inject
    TestServices services;

    @Inject
    Sites sites;

    private final Peer peer = Peer.to(url()).connect();

    private static String url() {
        return ConfigProvider.getConfig().getValue("mooring.sites.north.url", String.class);
    }

    @BeforeEach
    void connected() {
        soon(() -> assertThat(sites.all())
                .filteredOn(site -> site.settings().enabled())
                .allMatch(Site::connected));
    }

    @AfterEach
    void end() {
        peer.close();
    }

    @Test
    void shouldPublishBelowThePrefixOfTheSite() {
        peer.subscribe("#", 1);

        services.north().publish("a", "t", Map.of("n", 1)).await().atMost(LONG);
        services.south().publish("a", "t", Map.of("n", 2)).await().atMost(LONG);
        services.standard().publish("a", "t", Map.of("n", 3)).await().atMost(LONG);

        assertThat(data("north/a")).isEqualTo("{\"n\":1}");
        assertThat(data("south/a")).isEqualTo("{\"n\":2}");
        assertThat(data("a")).isEqualTo("{\"n\":3}");
        assertThat(EnvelopeCodec.decode(arrived("north/a").bytes()).envelope().source())
                .isEqualTo("north_itest");
    }

    @Test
    void shouldHandleTheEventsOfASiteAndCountThemThere() {
        List<String> seen = new CopyOnWriteArrayList<>();
        long before = services.north().count(EventOutcome.HANDLED);
        Subscription subscription = services.north().subscribe("handled/+", event -> seen.add(event.topic()));

        services.north().publish("handled/x", "t", Map.of()).await().atMost(LONG);

        soon(() -> assertThat(seen).containsExactly("north/handled/x"));
        soon(() -> assertThat(services.north().count(EventOutcome.HANDLED)).isEqualTo(before + 1));
        subscription.cancel();
    }

    @Test
    void shouldPublishToAndHearAllSites() {
        List<String> seen = new CopyOnWriteArrayList<>();
        Subscription subscription = services.all().subscribe("news", event -> seen.add(event.topic()));
        soon(() -> {
            seen.clear();
            services.all()
                    .publish(OutgoingEvent.of("news", "t", Map.of()))
                    .await()
                    .atMost(LONG);
            assertThat(seen).contains("north/news", "south/news", "news");
        });
        subscription.cancel();
    }

    @Test
    void shouldSayThatItIsReadyAndAlive() {
        soon(() -> assertThat(peer.retained("system/health/north_itest"))
                .hasValueSatisfying(said -> assertThat(said).contains("\"data\":{\"ok\":true,\"event\":\"ready\"}")));
        peer.subscribe("system/keepalive/+", 0);
        peer.awaitMessage(LONG, each -> each.topic().equals("system/keepalive/south_itest"));
    }

    @Test
    void shouldPublishOverHttp() {
        peer.subscribe("north/#", 1);

        Response answer =
                post("north", "", "{\"topic\":\"http/a\",\"type\":\"t\",\"data\":{\"n\":1},\"correlation_id\":\"c1\"}");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.asString()).isEqualTo("{\"id\":\"c1\",\"site\":\"north\",\"topic\":\"north/http/a\"}");
        assertThat(data("north/http/a")).isEqualTo("{\"n\":1}");
    }

    @Test
    void shouldWaitForTheBrokerWhenAskedTo() {
        Response answer = post(
                "north", "?wait=true", "{\"topic\":\"kept\",\"type\":\"t\",\"data\":{},\"retain\":true,\"qos\":2}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.path("id").toString()).matches("[0-9a-f]{32}");
        soon(() -> assertThat(peer.retained("north/kept")).isPresent());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "~~                                                         | JSON object",
                "[]                                                         | JSON object",
                "{`type`:`t`,`data`:{}}                                     | 'topic' must be text",
                "{`topic`:1,`type`:`t`,`data`:{}}                           | 'topic' must be text",
                "{`topic`:`a/#`,`type`:`t`,`data`:{}}                       | wildcards",
                "{`topic`:`a\\u0000`,`type`:`t`,`data`:{}}                  | topic name",
                "{`topic`:`a`,`type`:``,`data`:{}}                          | type of an event must not be empty",
                "{`topic`:`a`,`type`:`t`}                                   | 'data' must be a JSON object",
                "{`topic`:`a`,`type`:`t`,`data`:[]}                         | 'data' must be a JSON object",
                "{`topic`:`a`,`type`:`t`,`data`:{},`qos`:3}                 | QoS must be 0, 1 or 2",
                "{`topic`:`a`,`type`:`t`,`data`:{},`qos`:`1`}               | 'qos' must be",
                "{`topic`:`a`,`type`:`t`,`data`:{},`retain`:1}              | 'retain' must be",
                "{`topic`:`a`,`type`:`t`,`data`:{},`expiry_seconds`:-1}     | 'expiry_seconds' must be",
                "{`topic`:`a`,`type`:`t`,`data`:{},`corelation_id`:`x`}     | no key 'corelation_id'",
            })
    void shouldRefuseWhatIsNoEvent(String body, String detail) {
        String json = body == null ? "" : body.replace('`', '"');

        Response answer = post("north", "", json);

        assertThat(answer.statusCode()).as(json).isEqualTo(400);
        assertThat(answer.contentType()).startsWith("application/problem+json");
        assertThat(answer.path("detail").toString()).contains(detail);
    }

    @Test
    void shouldRefuseWhatTheSiteCannotTake() {
        String event = "{\"topic\":\"a\",\"type\":\"t\",\"data\":{}}";
        String large = event.replace("{}", "{\"x\":\"" + "x".repeat(30_000) + "\"}");

        assertThat(post("nowhere", "", event).statusCode()).isEqualTo(404);
        assertThat(post("moat", "", event).statusCode()).isEqualTo(409);
        assertThat(post("north", "", large).statusCode()).isEqualTo(413);
        assertThat(given().contentType("application/json")
                        .body(event)
                        .post("/api/v1/sites/north/events")
                        .statusCode())
                .isEqualTo(401);
        assertThat(given().get("/api/v1/sites/north/messages?filter=a").statusCode())
                .isEqualTo(401);
    }

    @Test
    void shouldShowWhatArrivesWhileItArrives() {
        try (FollowedLines lines = new FollowedLines("/api/v1/sites/north/messages?filter=live/%23")) {
            soon(() -> {
                peer.publish("north/live/a", "hello", 1, false);
                assertThat(lines.all())
                        .anyMatch(line -> line.startsWith("data:")
                                && line.contains("\"topic\":\"north/live/a\"")
                                && line.contains("\"payload\":\"hello\""));
            });
            peer.publish("north/live/b", new byte[] {(byte) 0xff}, 1, false);
            soon(() -> assertThat(lines.all()).anyMatch(line -> line.contains("\"payload_base64\":\"/w==\"")));
        }
    }

    @ParameterizedTest
    @CsvSource({"'', filter", "?filter=, filter", "?filter=a%23, filter", "?filter=a/%23/b, filter"})
    void shouldRefuseToFollowWhatIsNoFilter(String query, String detail) {
        Response answer = given().auth()
                .preemptive()
                .basic("operator", "mooring")
                .urlEncodingEnabled(false)
                .get("/api/v1/sites/north/messages" + query);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.asString()).contains(detail);
    }

    private static Response post(String site, String query, String body) {
        return given().auth()
                .preemptive()
                .basic("operator", "mooring")
                .contentType("application/json")
                .body(body)
                .post("/api/v1/sites/" + site + "/events" + query);
    }

    private Received arrived(String topic) {
        return peer.awaitMessage(LONG, each -> each.topic().equals(topic));
    }

    private String data(String topic) {
        return EnvelopeCodec.decode(arrived(topic).bytes()).envelope().data().toString();
    }

    private static void soon(ThrowingRunnable assertion) {
        await("soon").atMost(LONG).pollInterval(Duration.ofMillis(50)).untilAsserted(assertion);
    }
}
