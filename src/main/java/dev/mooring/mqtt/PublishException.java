package dev.mooring.mqtt;

/** A message was not published, and will not be. */
public final class PublishException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why; the words are those of logs and metrics. */
    public enum Reason {
        /** QoS 0 without a connection: there is nothing to keep it for. */
        NOT_CONNECTED("not connected"),
        /** Larger than the maximum packet size. */
        TOO_LARGE("larger than max-packet-size"),
        /** Too much waits already. */
        QUEUE_FULL("too many messages wait for the broker"),
        /** The session stopped before the broker acknowledged it. */
        STOPPED("the session stopped");

        private final String text;

        Reason(String text) {
            this.text = text;
        }
    }

    private final Reason reason;

    PublishException(Reason reason, TopicName topic) {
        super("not published to " + topic + ": " + reason.text);
        this.reason = reason;
    }

    /** Why it was not published. */
    public Reason reason() {
        return reason;
    }
}
