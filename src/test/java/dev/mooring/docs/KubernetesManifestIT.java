package dev.mooring.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Reads what {@code package} wrote: Quarkus leaves out silently what it does not know. */
class KubernetesManifestIT {

    private static final Path MANIFEST = Path.of("target/kubernetes/kubernetes.yml");

    /** {@code mooring.shutdown-timeout} by default. */
    private static final int SHUTDOWN_TIMEOUT_SECONDS = 5;

    private String deployment = "";

    @BeforeEach
    void read() throws IOException {
        deployment = Arrays.stream(Files.readString(MANIFEST).split("(?m)^---$"))
                .filter(document -> document.contains("\nkind: Deployment\n"))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "livenessProbe, /q/health/live",
        "readinessProbe, /q/health/ready",
        "startupProbe, /q/health/started",
    })
    void shouldProbe(String probe, String path) {
        assertThat(deployment)
                .containsPattern(probe + ":\\n *failureThreshold: \\d+\\n *httpGet:\\n *path: " + path + "\\n");
    }

    @Test
    void shouldGiveTheShutdownTimeToFinish() {
        var grace = Pattern.compile("\\n      terminationGracePeriodSeconds: (\\d+)\\n")
                .matcher(deployment);

        assertThat(grace.find()).isTrue();
        assertThat(Integer.parseInt(grace.group(1))).isGreaterThan(SHUTDOWN_TIMEOUT_SECONDS);
    }

    @Test
    void shouldNeverRunTwice() {
        assertThat(deployment).contains("\n  replicas: 1\n", "\n  strategy:\n    type: Recreate\n");
        assertThat(deployment).contains("- name: MQTT_INSTANCE_ID\n              value: mooring\n");
    }

    @Test
    void shouldLogJsonAndKeepItsDataWithoutPrivileges() {
        assertThat(deployment)
                .contains("- name: QUARKUS_LOG_CONSOLE_JSON_ENABLED\n              value: \"true\"\n")
                .contains("- mountPath: /work/data\n", "claimName: mooring-data\n")
                .contains("runAsNonRoot: true\n", "runAsUser: 1001\n")
                .contains("requests:\n", "limits:\n");
    }
}
