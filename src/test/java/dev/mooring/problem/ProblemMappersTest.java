package dev.mooring.problem;

import dev.mooring.device.RecordedUpdates;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.test.security.TestSecurity;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

@QuarkusTest
@TestProfile(RecordedUpdates.class)
class ProblemMappersTest {

    private final List<String> logged = new ArrayList<>();
    private final Logger log = Logger.getLogger("dev.mooring.problem");
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
    void shouldAnswerWithTheProblemThatWasThrown() {
        assertProblem(
                given().get("/test/failing/problem"),
                409,
                "{\"type\":\"about:blank\",\"title\":\"Conflict\",\"status\":409,"
                        + "\"detail\":\"It is \\\"closed\\\".\",\"code\":\"INVALID_OPERATION\"}");
    }

    @Test
    void shouldAnswerWhereNothingIs() {
        assertProblem(
                given().get("/test/no/such/path"),
                404,
                "{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,"
                        + "\"detail\":\"There is nothing at this path.\",\"code\":\"RECORD_NOT_FOUND\"}");
    }

    @Test
    void shouldAnswerToAnotherMethod() {
        assertProblem(
                given().patch("/test/failing/problem"),
                405,
                "{\"type\":\"about:blank\",\"title\":\"Method Not Allowed\",\"status\":405,"
                        + "\"detail\":\"This path does not answer to this method.\",\"code\":\"INVALID_OPERATION\"}");
    }

    @Test
    void shouldAnswerToAnotherMediaType() {
        assertProblem(given().contentType("text/plain").body("7").post("/test/failing/order"), 415);
        assertProblem(given().accept("image/png").get("/test/failing/problem"), 406);
    }

    @Test
    void shouldSayWhereABodyIsNoJson() {
        Response answer = order("{\"amount\":swordfish}");

        assertProblem(
                answer,
                400,
                "{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,"
                        + "\"detail\":\"The body is not valid JSON (line 1, column 11).\","
                        + "\"code\":\"VALIDATION_FAILED\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"amount\":\"swordfish\"}", "[\"swordfish\"]", "{\"amount\":{\"swordfish\":1}}"})
    void shouldSayWhereABodyHasAnotherShape(String body) {
        Response answer = order(body);

        assertProblem(answer, 400);
        assertThat(answer.jsonPath().getString("detail"))
                .startsWith("The body is JSON, but not of the shape expected here (line 1, column ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"unexpected", "error", "internal"})
    void shouldLogWhatIsUnexpectedUnderTheIdThatItAnswers(String path) {
        Response answer = given().get("/test/failing/" + path);

        assertProblem(answer, 500);
        String instance = answer.jsonPath().getString("instance");
        assertThat(instance).matches("urn:uuid:[0-9a-f-]{36}");
        assertThat(answer.asString())
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Internal Server Error\",\"status\":500,"
                        + "\"detail\":\"Something went wrong inside. The log tells more under the id in 'instance'.\","
                        + "\"instance\":\"" + instance + "\"}");
        assertThat(logged)
                .singleElement()
                .asString()
                .startsWith("ERROR")
                .contains("GET /test/failing/" + path + " failed unexpectedly", instance);
    }

    @Test
    void shouldLogNothingThatIsExpected() {
        given().get("/test/failing/problem");
        given().get("/test/no/such/path");
        order("{");

        assertThat(logged).isEmpty();
    }

    @Test
    void shouldKeepTheHeadersOfARefusal() {
        Response answer = given().get("/test/failing/unavailable");

        assertProblem(answer, 503);
        assertThat(answer.header("Retry-After")).isEqualTo("7");
    }

    @Test
    void shouldLeaveAnAnswerThatIsComplete() {
        Response answer = given().get("/test/failing/answered");

        assertThat(answer.statusCode()).isEqualTo(418);
        assertThat(answer.asString()).isEqualTo("short and stout");
    }

    @Test
    void shouldAskStrangersWhoTheyAre() {
        assertProblem(
                given().get("/test/failing/locked"),
                401,
                "{\"type\":\"about:blank\",\"title\":\"Unauthorized\",\"status\":401,"
                        + "\"detail\":\"This needs a user who is signed in.\"}");
    }

    @Test
    @TestSecurity(user = "grace", roles = "viewer")
    void shouldTellAUserWhatIsNotAllowed() {
        assertProblem(
                given().get("/test/failing/locked"),
                403,
                "{\"type\":\"about:blank\",\"title\":\"Forbidden\",\"status\":403,"
                        + "\"detail\":\"This user may not do that.\"}");
    }

    private static Response order(String body) {
        return given().contentType("application/json").body(body).post("/test/failing/order");
    }

    private static void assertProblem(Response answer, int status, String document) {
        assertProblem(answer, status);
        assertThat(answer.asString()).isEqualTo(document);
    }

    private static void assertProblem(Response answer, int status) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.contentType()).startsWith("application/problem+json");
        assertThat(answer.jsonPath().getInt("status")).isEqualTo(status);
        assertThat(answer.asString()).doesNotContain("swordfish");
    }
}
