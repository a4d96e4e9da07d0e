package dev.mooring.channel;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** The connector on the embedded broker, over MQTT 3.1.1. */
@QuarkusTest
@TestProfile(ChannelProfile.OnArtemisIn311.class)
class ChannelOnArtemisIn311Test extends ChannelContract {}
