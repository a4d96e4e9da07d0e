package dev.mooring.mqtt.codec;

/**
 * CONNACK (section 3.2).
 *
 * @param sessionPresent whether the server continues a session
 * @param reasonCode     as it was sent: a reason code on MQTT 5, a return code 0 to 5 on 3.1.1; a broker that does not
 *                       know MQTT 5 may answer with a return code of 3.1.1
 * @param properties     what the server wants to be kept to; empty on 3.1.1
 */
public record ConnAck(boolean sessionPresent, int reasonCode, PropertyBlock properties) {}
