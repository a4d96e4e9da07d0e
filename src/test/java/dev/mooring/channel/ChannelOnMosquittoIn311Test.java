package dev.mooring.channel;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.condition.EnabledIf;

import static dev.mooring.broker.MosquittoBroker.MISSING;

/** The connector on a mosquitto, where there is one, over MQTT 3.1.1. */
@QuarkusTest
@TestProfile(ChannelProfile.OnMosquittoIn311.class)
@EnabledIf(value = "dev.mooring.broker.MosquittoBroker#available", disabledReason = MISSING)
class ChannelOnMosquittoIn311Test extends ChannelContract {}
