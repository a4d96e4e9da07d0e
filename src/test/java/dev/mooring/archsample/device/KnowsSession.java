package dev.mooring.archsample.device;

import dev.mooring.archsample.mqtt.MqttSession;
import dev.mooring.archsample.mqtt.Outcome;
import dev.mooring.archsample.mqtt.TopicName;

/** The values are allowed, the session is not. */
record KnowsSession(MqttSession session, TopicName topic, Outcome outcome) {}
