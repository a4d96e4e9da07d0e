package dev.mooring.device;

import dev.mooring.broker.Peer;
import dev.mooring.demo.EmbeddedBroker;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

import static dev.mooring.broker.MosquittoBroker.MISSING;
import static org.assertj.core.api.Assertions.assertThat;

/** Devices on a mosquitto, where there is one, and on a second broker that comes and goes. */
@QuarkusTest
@TestProfile(DeviceProfile.OnMosquitto.class)
@EnabledIf(value = "dev.mooring.broker.MosquittoBroker#available", disabledReason = MISSING)
class DevicesOnMosquittoTest extends DevicesContract {

    @Test
    void shouldSayAgainWhatDevicesShouldHaveToABrokerThatForgotIt() throws IOException {
        for (int life = 1; life <= 2; life++) {
            heardFromABrokerThatKnowsNothing();
        }
    }

    private void heardFromABrokerThatKnowsNothing() throws IOException {
        String url = ConfigProvider.getConfig().getValue("mooring.sites.late.url", String.class);
        EmbeddedBroker broker = EmbeddedBroker.start(URI.create(url).getPort());
        Peer device = Peer.to(url).connect();
        try {
            soon(() -> assertThat(device.retained("iotsupport/desired/" + DeviceProfile.OLD))
                    .contains(desired(DeviceProfile.OLD, "{}")));
        } finally {
            device.close();
            broker.close();
        }
        soon(() -> assertThat(sites.find("late").orElseThrow().connected()).isFalse());
    }
}
