package dev.mooring.delivery;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FaultPlanTest {

    @Test
    void shouldPlanAsOftenAsAsked() {
        FaultPlan plan = FaultPlan.parse("kill-connection=20, takeover,partition=0", 7);

        assertThat(plan.steps())
                .filteredOn(step -> step.fault() == Fault.KILL_CONNECTION)
                .hasSize(20);
        assertThat(plan.steps())
                .filteredOn(step -> step.fault() == Fault.TAKEOVER)
                .hasSize(1);
        assertThat(plan.steps()).hasSize(21).allMatch(step -> step.at() > 0.02 && step.at() < 0.98);
        assertThat(plan.steps().stream().map(FaultPlan.Step::at)).isSorted();
        assertThat(plan.has(Fault.TAKEOVER)).isTrue();
        assertThat(plan.has(Fault.PARTITION)).isFalse();
    }

    @Test
    void shouldPlanTheSameForTheSameSeed() {
        String faults = "takeover=5,kill-consumer=5";

        assertThat(FaultPlan.parse(faults, 7))
                .isEqualTo(FaultPlan.parse(faults, 7))
                .isEqualTo(FaultPlan.parse("kill-consumer=5,takeover=5", 7))
                .isNotEqualTo(FaultPlan.parse(faults, 8));
    }

    @Test
    void shouldReadWhatItWrites() {
        assertThat(List.of(Fault.values())).allMatch(fault -> Fault.parse(fault.text()) == fault);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | no such fault; there are: kill-consumer, kill-connection",
                "earthquake | no such fault",
                "takeover, | no such fault",
                "takeover,takeover=2 | takeover is there twice",
                "takeover=many | how often must be 0 to 10000",
                "takeover=-1 | how often must be 0 to 10000",
                "takeover=10001 | how often must be 0 to 10000"
            })
    void shouldRefuseWhatItCannotRead(String text, String why) {
        assertThatThrownBy(() -> FaultPlan.parse(text, 7))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }
}
