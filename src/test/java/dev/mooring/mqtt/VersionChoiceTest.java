package dev.mooring.mqtt;

import org.junit.jupiter.api.Test;

import static dev.mooring.mqtt.ConnectException.Kind.CLOSED_SILENTLY;
import static dev.mooring.mqtt.ConnectException.Kind.REFUSED;
import static dev.mooring.mqtt.ConnectException.Kind.UNREACHABLE;
import static dev.mooring.mqtt.ConnectException.Kind.VERSION_REFUSED;
import static dev.mooring.mqtt.codec.ProtocolVersion.V3_1_1;
import static dev.mooring.mqtt.codec.ProtocolVersion.V5;
import static org.assertj.core.api.Assertions.assertThat;

class VersionChoiceTest {

    private final VersionChoice versions = new VersionChoice(V5);

    @Test
    void shouldBelieveForGoodABrokerThatRefusesInWords() {
        assertThat(versions.fallBack(VERSION_REFUSED)).isTrue();
        assertThat(versions.next()).isEqualTo(V3_1_1);

        versions.connected();
        assertThat(versions.next()).isEqualTo(V3_1_1);
    }

    @Test
    void shouldAskAgainABrokerThatOnlyClosed() {
        assertThat(versions.fallBack(CLOSED_SILENTLY)).isTrue();
        assertThat(versions.next()).isEqualTo(V3_1_1);

        versions.connected();
        assertThat(versions.next()).isEqualTo(V5);
    }

    @Test
    void shouldBeginAnewWhenTheOtherVersionFailsAsWell() {
        versions.fallBack(CLOSED_SILENTLY);

        assertThat(versions.fallBack(CLOSED_SILENTLY)).isFalse();
        assertThat(versions.next()).isEqualTo(V5);
    }

    @Test
    void shouldNotTakeABreakOfTheNetworkForARefusalByABrokerThatIsKnown() {
        versions.connected();

        assertThat(versions.fallBack(CLOSED_SILENTLY)).isFalse();
        assertThat(versions.fallBack(CLOSED_SILENTLY)).isFalse();
        assertThat(versions.fallBack(UNREACHABLE)).isFalse();
        assertThat(versions.fallBack(CLOSED_SILENTLY)).isFalse();
        assertThat(versions.next()).isEqualTo(V5);
    }

    @Test
    void shouldSuspectAKnownBrokerThatOnlyClosesAtLast() {
        versions.connected();
        versions.fallBack(CLOSED_SILENTLY);
        versions.fallBack(CLOSED_SILENTLY);

        assertThat(versions.fallBack(CLOSED_SILENTLY)).isTrue();
        assertThat(versions.next()).isEqualTo(V3_1_1);

        versions.connected();
        assertThat(versions.next()).isEqualTo(V5);
        assertThat(versions.fallBack(CLOSED_SILENTLY))
                .as("it took 3.1.1 the last time")
                .isTrue();
    }

    @Test
    void shouldForgetThatItWasClosedOnceItIsConnected() {
        versions.connected();
        versions.fallBack(CLOSED_SILENTLY);
        versions.fallBack(CLOSED_SILENTLY);
        versions.connected();

        assertThat(versions.fallBack(CLOSED_SILENTLY)).isFalse();
    }

    @Test
    void shouldNotFallBackForAnythingElse() {
        assertThat(versions.fallBack(UNREACHABLE)).isFalse();
        assertThat(versions.fallBack(REFUSED)).isFalse();
        assertThat(versions.next()).isEqualTo(V5);
    }

    @Test
    void shouldHaveNowhereToFallFrom311() {
        VersionChoice old = new VersionChoice(V3_1_1);

        assertThat(old.fallBack(VERSION_REFUSED)).isFalse();
        assertThat(old.next()).isEqualTo(V3_1_1);
    }
}
