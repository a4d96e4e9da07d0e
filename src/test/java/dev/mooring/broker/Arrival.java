package dev.mooring.broker;

import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;

/** What a {@link ScriptedConnection} got from its client. Its text is for the message of a failed expectation. */
sealed interface Arrival {

    /** A whole packet. */
    record Packet(MqttMessage message) implements Arrival {

        MqttMessageType type() {
            return message.fixedHeader().messageType();
        }

        @Override
        public String toString() {
            if (message instanceof MqttPublishMessage publish) {
                return publish(publish.fixedHeader(), publish.variableHeader());
            }
            return message.variableHeader() instanceof MqttMessageIdVariableHeader id
                    ? type() + " " + id.messageId()
                    : type().toString();
        }

        private String publish(MqttFixedHeader fixed, MqttPublishVariableHeader variable) {
            return type() + " " + variable.packetId() + " to " + variable.topicName() + " with QoS "
                    + fixed.qosLevel().value() + (fixed.isDup() ? ", DUP" : "");
        }
    }

    /** Bytes that are no packet; nothing after them is decoded. */
    record Garbage(Throwable cause) implements Arrival {

        @Override
        public String toString() {
            return "bytes that are no packet (" + cause + ")";
        }
    }

    /** The last arrival of a connection. */
    enum End implements Arrival {
        /** The client has closed its side in the orderly way: a FIN. */
        CLOSED("the client's orderly end"),
        /** The connection broke: usually a RST. */
        RESET("a reset"),
        /** The script has closed the connection. */
        OURS("the script's own end");

        private final String text;

        End(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
