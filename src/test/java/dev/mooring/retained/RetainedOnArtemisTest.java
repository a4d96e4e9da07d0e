package dev.mooring.retained;

import dev.mooring.device.DeviceProfile;
import dev.mooring.retained.RetainedConfig.Rule;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** On the embedded broker, with retention rules. */
@QuarkusTest
@TestProfile(DeviceProfile.OnArtemis.class)
class RetainedOnArtemisTest extends RetainedContract {

    @Inject
    Purges purges;

    @Inject
    Scheduler scheduler;

    @Test
    void shouldPurgeWhatARuleFindsTooOldAndNothingElse() {
        String old = "{\"ts\":" + Instant.now().minusSeconds(7200).getEpochSecond() + "}";
        String young = "{\"ts\":" + Instant.now().getEpochSecond() + "}";
        peer.publish("yard/swept/" + root + "/young", young, 1, true);
        peer.publish("yard/swept/" + root + "/timeless", "?", 1, true);
        peer.publish("swept/" + root, old, 1, true);
        peer.publish("yard/swept/" + root + "/old", old, 1, true);

        soon(() -> assertThat(peer.retained("yard/swept/" + root + "/old")).isEmpty());

        assertThat(peer.allRetained("yard/swept/" + root + "/#"))
                .containsOnlyKeys("yard/swept/" + root + "/young", "yard/swept/" + root + "/timeless");
        assertThat(peer.retained("swept/" + root)).contains(old);
        soon(() -> assertThat(lines("retention rule sweep")).isNotEmpty().anyMatch(line -> line.contains("1 purged")));
    }

    @Test
    void shouldOnlySayWhatADryRuleFinds() {
        peer.publish("yard/looked-at/" + root, "1", 1, true);

        soon(() -> assertThat(lines("retention rule look"))
                .anyMatch(line -> line.contains("dry run true: 1 found, 1 sel")));

        assertThat(peer.retained("yard/looked-at/" + root)).contains("1");
        peer.publish("yard/looked-at/" + root, "", 1, true);
    }

    @ParameterizedTest
    @CsvSource({
        "filter, a/#/b",
        "filter, $SYS/#",
        "filter, #",
        "site, nowhere",
        "match, (",
        "keep, a#",
        "rate, 0",
        "schedule, every now and then",
        "schedule, 99 99 * * * ?",
        "schedule, soon",
        "schedule, 0s",
        "confirm, yes",
    })
    void shouldEndTheStartWithTheKeyThatIsWrong(String property, String value) {
        Map<String, String> properties = new HashMap<>(Map.of("filter", "a", "schedule", "1h"));
        properties.put(property, value);

        assertThatThrownBy(() -> rules(properties).start(new StartupEvent()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("mooring.retained.rules.wrong." + property + ": ");
        assertThat(scheduler.getScheduledJob("retention-rule-wrong")).isNull();
    }

    @Test
    void shouldNotScheduleARuleThatIsOff() {
        rules(Map.of("filter", "a", "schedule", "0 30 3 * * ?", "enabled", "false"))
                .start(new StartupEvent());

        assertThat(scheduler.getScheduledJob("retention-rule-wrong")).isNull();
    }

    private RetentionRules rules(Map<String, String> properties) {
        Map<String, String> keys = new HashMap<>();
        properties.forEach((key, value) -> keys.put("mooring.retained.rules.wrong." + key, value));
        Map<String, Rule> rules = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(keys, "test", 100))
                .withMapping(RetainedConfig.class)
                .build()
                .getConfigMapping(RetainedConfig.class)
                .rules();
        return new RetentionRules(() -> rules, sites, purges, scheduler);
    }
}
