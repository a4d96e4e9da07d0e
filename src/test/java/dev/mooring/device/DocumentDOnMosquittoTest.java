package dev.mooring.device;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.condition.EnabledIf;

import static dev.mooring.broker.MosquittoBroker.MISSING;

/** Document D on a mosquitto, where there is one. */
@QuarkusTest
@TestProfile(DeviceProfile.OnMosquitto.class)
@EnabledIf(value = "dev.mooring.broker.MosquittoBroker#available", disabledReason = MISSING)
class DocumentDOnMosquittoTest extends DocumentDContract {}
