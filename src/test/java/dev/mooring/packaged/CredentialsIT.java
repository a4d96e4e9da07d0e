package dev.mooring.packaged;

import dev.mooring.broker.MosquittoBroker;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A site whose password the broker refuses, beside sites that are well; and that nobody ever gets to see a password. */
@OnMosquitto
class CredentialsIT {

    private static final String USER = "backend";
    private static final String PASSWORD = "tide-7/ö:table";
    private static final String PASSWORD_IN_URL = "tide-7%2F%C3%B6%3Atable";
    private static final String WRONG_PASSWORD = "ebb-and-flow";

    /** The parts that are the same in every encoding. */
    private static final List<String> SECRETS = List.of("tide-7", ":table", "3Atable", WRONG_PASSWORD);

    private static final String[] PATHS = {
        "/api/v1/sites",
        "/api/v1/sites/refused",
        "/api/v1/sites/in-url",
        "/api/v1/sites/in-file",
        "/api/v1/mqtt/health/?verbose=true",
        "/q/health",
        "/q/metrics"
    };

    @Test
    void shouldKeepOneSiteApartUntilItsPasswordIsRight() {
        try (MosquittoBroker broker =
                        MosquittoBroker.builder().user(USER, PASSWORD).start();
                PackagedApplication application = start(broker)) {
            application.awaitState("in-url", "connected").awaitState("in-file", "connected");
            application.awaitState("refused", "misconfigured");
            assertThat(application.site("refused").path("last_error").asText()).contains("not authorized");
            assertThat(application.json("/api/v1/mqtt/health").path("status").asText())
                    .isEqualTo("degraded");
            assertThat(application.get("/q/health/ready").statusCode())
                    .as("ready while a critical site is misconfigured")
                    .isEqualTo(503);
            assertSecretsAreKept(application);

            application.write("refused.password", PASSWORD + "\n");
            Stopwatch watch = new Stopwatch();
            application.awaitState("refused", "connected");
            Stopwatch.report("password file corrected to connected", watch.elapsed());

            await().until(() -> application.get("/q/health/ready").statusCode() == 200);
            assertThat(application.wrote("Site in-url: connected -> ")).isZero();
            assertThat(application.wrote("Site in-file: connected -> ")).isZero();
            assertSecretsAreKept(application);
            application.sigterm();
            assertNoSecretIn(application.output());
        }
    }

    private static PackagedApplication start(MosquittoBroker broker) {
        return PackagedApplication.builder()
                .open()
                .property("mooring.instance-id", "secretive")
                // so that whoever says a password to himself is caught as well
                .property("quarkus.log.level", "DEBUG")
                .site("in-url", broker.url().replace("://", "://" + USER + ":" + PASSWORD_IN_URL + "@"))
                .site("in-file", broker.url())
                .property("mooring.sites.in-file.username", USER)
                .property("mooring.sites.in-file.password-file", "in-file.password")
                .file("in-file.password", PASSWORD)
                .site("refused", broker.url())
                .property("mooring.sites.refused.username", USER)
                .property("mooring.sites.refused.password-file", "refused.password")
                .property("mooring.sites.refused.critical", "true")
                .file("refused.password", WRONG_PASSWORD)
                .start()
                .awaitListening();
    }

    private static void assertSecretsAreKept(PackagedApplication application) {
        for (String path : PATHS) {
            String body = application.get(path).body();
            assertThat(body).as(path).isNotEmpty();
            assertNoSecretIn(body);
        }
        assertNoSecretIn(application.output());
    }

    private static void assertNoSecretIn(String text) {
        assertThat(text.lines()
                        .filter(line -> SECRETS.stream().anyMatch(line::contains))
                        .toList())
                .isEmpty();
    }
}
