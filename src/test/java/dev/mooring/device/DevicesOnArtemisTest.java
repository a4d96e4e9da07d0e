package dev.mooring.device;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Devices on the embedded broker. */
@QuarkusTest
@TestProfile(DeviceProfile.OnArtemis.class)
class DevicesOnArtemisTest extends DevicesContract {}
