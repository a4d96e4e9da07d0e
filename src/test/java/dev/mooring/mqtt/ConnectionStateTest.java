package dev.mooring.mqtt;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ConnectionStateTest {

    private static final Instant THEN = Instant.parse("2026-11-21T10:00:00Z");

    private static final List<ConnectionState> ALL = List.of(
            new ConnectionState.Idle(),
            new ConnectionState.Connecting(1),
            new ConnectionState.Connected(THEN, true, "5"),
            new ConnectionState.BackingOff(THEN, "away"),
            new ConnectionState.CoolingDown(THEN, "taken over"),
            new ConnectionState.Misconfigured(THEN, "bad password"),
            new ConnectionState.Stopped());

    @Test
    void shouldKnowEveryArrowOfTheDiagram() {
        Map<String, Set<String>> arrows = new LinkedHashMap<>();
        for (ConnectionState from : ALL) {
            arrows.put(
                    from.word(),
                    ALL.stream()
                            .filter(from::leadsTo)
                            .map(ConnectionState::word)
                            .collect(Collectors.toSet()));
        }

        assertThat(arrows)
                .isEqualTo(Map.of(
                        "disabled", Set.of("connecting", "stopped"),
                        "connecting", Set.of("connected", "backing-off", "misconfigured", "stopped"),
                        "connected", Set.of("backing-off", "cooling-down", "stopped"),
                        "backing-off", Set.of("connecting", "stopped"),
                        "cooling-down", Set.of("connecting", "stopped"),
                        "misconfigured", Set.of("connecting", "stopped"),
                        "stopped", Set.of()));
    }

    @Test
    void shouldSayWhatWentWrongWhereSomethingDid() {
        assertThat(ALL.stream().map(ConnectionState::cause))
                .containsExactly("", "", "", "away", "taken over", "bad password", "");
    }
}
