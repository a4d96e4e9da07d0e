package dev.mooring.channel;

import dev.mooring.broker.MosquittoBroker;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.condition.EnabledIf;

/** The connector on a mosquitto, where there is one. */
@QuarkusTest
@TestProfile(ChannelProfile.OnMosquitto.class)
@EnabledIf(value = "available", disabledReason = MosquittoBroker.MISSING)
class ChannelOnMosquittoTest extends ChannelContract {

    static boolean available() {
        return MosquittoBroker.available();
    }
}
