package dev.mooring.mqtt.codec;

/**
 * One filter of a SUBSCRIBE with its options (section 3.8.3.1). On 3.1.1 only the QoS is sent.
 *
 * @param filter            the topic filter
 * @param qos               the greatest QoS to be delivered with: 0, 1 or 2
 * @param noLocal           whether own messages are not to come back
 * @param retainAsPublished whether the retain flag is to be kept as published
 * @param retainHandling    0: send retained messages, 1: only when the subscription is new, 2: never
 */
public record SubscriptionRequest(
        String filter, int qos, boolean noLocal, boolean retainAsPublished, int retainHandling) {

    /** Checks the ranges of the numbers. */
    public SubscriptionRequest {
        if (qos < 0 || qos > 2) {
            throw new IllegalArgumentException("QoS of a subscription must be 0, 1 or 2, got: " + qos);
        }
        if (retainHandling < 0 || retainHandling > 2) {
            throw new IllegalArgumentException("Retain handling must be 0, 1 or 2, got: " + retainHandling);
        }
    }

    int options(ProtocolVersion version) {
        if (version == ProtocolVersion.V3_1_1) {
            return qos;
        }
        return qos | (noLocal ? 0x04 : 0) | (retainAsPublished ? 0x08 : 0) | retainHandling << 4;
    }
}
