package dev.mooring.broker;

/** A message as a {@link Peer5} got it: what any version has, and the properties of MQTT 5. */
public record Received5(Received message, MessageProperties properties) {

    /** The topic; never empty, an alias is resolved. */
    public String topic() {
        return message.topic();
    }

    /** The payload as UTF-8. */
    public String text() {
        return message.text();
    }
}
