package dev.mooring.problem;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ProblemTest {

    @Test
    void shouldWriteAProblemDocument() {
        assertThat(Problem.validationFailed("The \"body\" is wrong.").toJson())
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,"
                        + "\"detail\":\"The \\\"body\\\" is wrong.\",\"code\":\"VALIDATION_FAILED\"}");
    }

    @Test
    void shouldSayWhereOneOccurrenceCanBeLookedUp() {
        assertThat(Problem.ofStatus(503).withInstance(URI.create("urn:x:1")).toJson())
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503,"
                        + "\"detail\":\"Service Unavailable.\",\"instance\":\"urn:x:1\"}");
    }

    @Test
    void shouldKnowTheCodesOfTheOldService() {
        assertThat(Problem.recordNotFound("x").toJson()).contains("\"status\":404", "\"code\":\"RECORD_NOT_FOUND\"");
        assertThat(Problem.recordExists("x").toJson()).contains("\"status\":409", "\"code\":\"RECORD_EXISTS\"");
        assertThat(Problem.invalidOperation("x").toJson()).contains("\"status\":409", "\"code\":\"INVALID_OPERATION\"");
        assertThat(Problem.preconditionFailed("x").toJson())
                .contains("\"status\":412", "\"code\":\"INVALID_OPERATION\"");
        assertThat(Problem.tooLarge("x").toJson()).contains("\"status\":413", "\"code\":\"VALIDATION_FAILED\"");
    }

    @ParameterizedTest
    @CsvSource({
        "400, VALIDATION_FAILED",
        "401,",
        "403,",
        "404, RECORD_NOT_FOUND",
        "405, INVALID_OPERATION",
        "406, VALIDATION_FAILED",
        "409, INVALID_OPERATION",
        "412, INVALID_OPERATION",
        "413, VALIDATION_FAILED",
        "415, VALIDATION_FAILED",
        "499, VALIDATION_FAILED",
        "500,",
        "507,",
        "599,",
    })
    void shouldHaveWordsForEveryStatus(int status, Problem.Code code) {
        Problem problem = Problem.ofStatus(status);

        assertThat(problem.status()).isEqualTo(status);
        assertThat(problem.title()).isNotBlank();
        assertThat(problem.detail()).endsWith(".");
        assertThat(problem.code()).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 200, 399, 600})
    void shouldRefuseAStatusThatIsNoRefusal(int status) {
        assertThatThrownBy(() -> Problem.ofStatus(status))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("status of a problem must be 400 to 599, got: " + status);
    }

    @Test
    void shouldBeThrown() {
        Problem problem = Problem.recordNotFound("There is no x.");

        assertThat(problem.asException()).hasMessage("There is no x.");
        assertThat(problem.asException().problem()).isEqualTo(problem);
    }
}
