package dev.mooring.retained;

import dev.mooring.device.DeviceProfile;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.condition.EnabledIf;

import static dev.mooring.broker.MosquittoBroker.MISSING;

/** On a mosquitto, where there is one. */
@QuarkusTest
@TestProfile(DeviceProfile.OnMosquitto.class)
@EnabledIf(value = "dev.mooring.broker.MosquittoBroker#available", disabledReason = MISSING)
class RetainedOnMosquittoTest extends RetainedContract {}
