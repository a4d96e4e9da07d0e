package dev.mooring.broker;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ParameterResolutionException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EveryBrokerTest {

    @Test
    void shouldRunOncePerBrokerUnlessToldOtherwise() {
        assertThat(runsOf(Plain.class)).containsExactly("artemis", "mosquitto");
    }

    @Test
    void shouldRunOncePerBrokerAndVersion() {
        assertThat(runsOf(Everything.class))
                .containsExactly(
                        "artemis, 5",
                        "artemis, 3.1.1",
                        "mosquitto, 5",
                        "mosquitto, 3.1.1",
                        "hivemq, 5",
                        "hivemq, 3.1.1");
    }

    @Test
    void shouldRunOnTheChosenOnes() {
        assertThat(runsOf(Chosen.class)).containsExactly("mosquitto, 5");
    }

    @Test
    void shouldSayThatNoVersionIsChosen() {
        EveryBroker.Run run = EveryBroker.runsOf(Plain.class).findFirst().orElseThrow();

        assertThatThrownBy(run::version)
                .isInstanceOf(ParameterResolutionException.class)
                .hasMessage("a version is wanted, but @OnEveryBroker chooses no versions");
    }

    private static Stream<String> runsOf(Class<?> testClass) {
        return EveryBroker.runsOf(testClass).map(run -> run.getDisplayName(0));
    }

    // Not nested as tests are: these never run.

    @OnEveryBroker
    private abstract static class Plain {}

    @OnEveryBrokerAndVersion
    private abstract static class Everything {}

    @OnEveryBroker(brokers = BrokerProduct.MOSQUITTO, versions = MqttVersion.V5)
    private abstract static class Chosen {}
}
