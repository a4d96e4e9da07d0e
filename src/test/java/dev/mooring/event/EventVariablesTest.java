package dev.mooring.event;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

class EventVariablesTest {

    private static final String SECRET = "swordfish";

    private final Map<String, String> environment = new HashMap<>(Map.of(
            "MQTT_URL",
            "mqtt://user:" + SECRET + "@localhost:1883",
            "MQTT_CLIENT_ID",
            "tars-stt",
            "MQTT_USERNAME",
            "me",
            "MQTT_PASSWORD",
            SECRET));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MQTT_URL                 | localhost",
                "MQTT_URL                 | localhost:1883",
                "MQTT_URL                 | http://localhost",
                "MQTT_URL                 | mqtt://",
                "MQTT_URL                 | mqtt://localhost:99999",
                "MQTT_URL                 | mqtt://localhost:0",
                "MQTT_URL                 | mqtt://user:swordfish@",
                "MQTT_URL                 | mqtt://user:swordfish@ho st",
                "MQTT_URL                 | mqtt://user:sword/swordfish@host",
                "MQTT_URL                 | swordfish",
                "MQTT_CLIENT_ID           | a+b",
                "MQTT_CLIENT_ID           | a#",
                "MQTT_KEEPALIVE           | soon",
                "MQTT_KEEPALIVE           | -1",
                "MQTT_KEEPALIVE           | 0.5",
                "MQTT_KEEPALIVE           | 65536",
                "MQTT_KEEP_ALIVE          | 65536",
                "MQTT_CLEAN_SESSION       | maybe",
                "MQTT_CLEAN_SESSION       | 2",
                "MQTT_ENABLE_HEALTH       | si",
                "MQTT_ENABLE_HEARTBEAT    | 0.0",
                "MQTT_HEARTBEAT_INTERVAL  | 0",
                "MQTT_HEARTBEAT_INTERVAL  | -5",
                "MQTT_HEARTBEAT_INTERVAL  | 5s",
                "MQTT_HEARTBEAT_INTERVAL  | NaN",
                "MQTT_HEARTBEAT_INTERVAL  | 0.001",
                "MQTT_HEARTBEAT_INTERVAL  | 86401",
                "MQTT_DEDUPE_TTL          | -1",
                "MQTT_DEDUPE_TTL          | PT30S",
                "MQTT_DEDUPE_TTL          | 604801",
                "MQTT_DEDUPE_TTL          | 1e99",
                "MQTT_DEDUPE_MAX_ENTRIES  | 0",
                "MQTT_DEDUPE_MAX_ENTRIES  | -1",
                "MQTT_DEDUPE_MAX_ENTRIES  | 1.5",
                "MQTT_DEDUPE_MAX_ENTRIES  | 10000001",
                "MQTT_DEDUPE_MAX_ENTRIES  | 99999999999",
                "MQTT_RECONNECT_MIN_DELAY | 0",
                "MQTT_RECONNECT_MIN_DELAY | -1",
                "MQTT_RECONNECT_MIN_DELAY | 6",
                "MQTT_RECONNECT_MAX_DELAY | 0.1",
                "MQTT_RECONNECT_MAX_DELAY | never",
                "MQTT_SHUTDOWN_TIMEOUT    | 0",
                "MQTT_SHUTDOWN_TIMEOUT    | -1",
                "MQTT_SHUTDOWN_TIMEOUT    | 1e9",
            })
    void shouldNameTheVariableThatIsWrong(String name, String value) {
        environment.put(name, value);

        Throwable refusal = catchThrowable(() -> EventVariables.of(environment));

        assertThat(refusal).isInstanceOf(IllegalArgumentException.class).hasNoCause();
        assertThat(refusal).message().contains(name).doesNotContain(SECRET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MQTT_URL", "MQTT_CLIENT_ID"})
    void shouldNameTheVariableThatIsMissing(String name) {
        for (String value : new String[] {"", "  "}) {
            environment.put(name, value);
            assertThatThrownBy(() -> EventVariables.of(environment))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(name + " is not set");
        }
        environment.remove(name);
        assertThatThrownBy(() -> EventVariables.of(environment)).hasMessage(name + " is not set");
    }

    @Test
    void shouldNameTheUserThatAPasswordNeeds() {
        environment.remove("MQTT_USERNAME");

        assertThatThrownBy(() -> EventVariables.of(environment))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("MQTT_USERNAME is not set, but MQTT_PASSWORD is");
    }

    @ParameterizedTest
    @CsvSource({
        "MQTT_KEEPALIVE, 0",
        "MQTT_KEEPALIVE, 65535",
        "MQTT_KEEPALIVE, 60.0",
        "MQTT_CLEAN_SESSION, YES",
        "MQTT_CLEAN_SESSION, off",
        "MQTT_ENABLE_HEALTH, 1",
        "MQTT_ENABLE_HEARTBEAT, True",
        "MQTT_HEARTBEAT_INTERVAL, 0.01",
        "MQTT_HEARTBEAT_INTERVAL, 86400",
        "MQTT_DEDUPE_TTL, 0",
        "MQTT_DEDUPE_TTL, 30.0",
        "MQTT_DEDUPE_TTL, 604800",
        "MQTT_DEDUPE_MAX_ENTRIES, 1",
        "MQTT_DEDUPE_MAX_ENTRIES, 10000000",
        "MQTT_RECONNECT_MIN_DELAY, 5",
        "MQTT_RECONNECT_MAX_DELAY, 0.5",
        "MQTT_SHUTDOWN_TIMEOUT, 0.1",
        "MQTT_SHUTDOWN_TIMEOUT, 86400",
        "MQTT_URL, mqtts://[::1]:8883",
        "MQTT_URL, ws://localhost/mqtt",
        "MQTT_UNKNOWN, whatever",
        "MQTT_KEEPALIVE, ''",
    })
    void shouldTakeWhatIsInRange(String name, String value) {
        environment.put(name, value);

        assertThatCode(() -> EventVariables.of(environment)).doesNotThrowAnyException();
    }

    @Test
    void shouldTakeWhatTheySay() {
        environment.put("MQTT_SOURCE_NAME", " my-service ");

        try (EventClient client = EventVariables.of(environment).build()) {
            assertThat(client.source()).isEqualTo("my-service");
            assertThat(client.clientId()).isEqualTo("tars-stt");
        }
    }

    @Test
    void shouldSayTheClientIdWhereNoSourceIsNamed() {
        try (EventClient client = EventVariables.of(environment).build()) {
            assertThat(client.source()).isEqualTo("tars-stt");
        }
    }
}
