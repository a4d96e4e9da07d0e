package dev.mooring.mqtt;

/** A message was not published, and will not be. */
public final class PublishException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why; the words are those of logs and metrics. */
    public enum Reason {
        /** QoS 0 without a connection: there is nothing to keep it for. */
        NOT_CONNECTED("not connected"),
        /** Larger than the maximum packet size, ours or the broker's. */
        TOO_LARGE("larger than max-packet-size"),
        /** Too much waits already. */
        QUEUE_FULL("too many messages wait for the broker"),
        /** Its expiry passed while it waited. */
        EXPIRED("expired before it could be sent"),
        /** The broker keeps no retained messages (MQTT 5.0, section 3.2.2.3.5). */
        RETAIN_NOT_AVAILABLE("the broker keeps no retained messages"),
        /** The broker refused it (MQTT 5.0, section 3.4.2.1). */
        REFUSED("refused by the broker"),
        /** The session stopped before the broker acknowledged it. */
        STOPPED("the session stopped");

        private final String text;

        Reason(String text) {
            this.text = text;
        }
    }

    private final Reason reason;

    /** @param topic where it was to be published */
    public PublishException(Reason reason, TopicName topic) {
        super("not published to " + topic + ": " + reason.text);
        this.reason = reason;
    }

    PublishException(Reason reason, TopicName topic, String detail) {
        super("not published to " + topic + ": " + reason.text + ": " + detail);
        this.reason = reason;
    }

    /** Why it was not published. */
    public Reason reason() {
        return reason;
    }
}
