package dev.mooring.device;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Document D on the embedded broker. */
@QuarkusTest
@TestProfile(DeviceProfile.OnArtemis.class)
class DocumentDOnArtemisTest extends DocumentDContract {}
