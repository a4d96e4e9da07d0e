package dev.mooring.channel;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** The connector on the embedded broker. */
@QuarkusTest
@TestProfile(ChannelProfile.OnArtemis.class)
class ChannelOnArtemisTest extends ChannelContract {}
