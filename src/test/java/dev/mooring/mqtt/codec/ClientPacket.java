package dev.mooring.mqtt.codec;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.mqtt.MqttMessage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The same packet of a client as Netty's message and as a call of our encoder. */
record ClientPacket(Supplier<MqttMessage> netty, Consumer<ByteBuf> ours) {

    @Override
    public String toString() {
        return Words.of(netty.get());
    }
}
