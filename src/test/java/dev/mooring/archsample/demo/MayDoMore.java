package dev.mooring.archsample.demo;

import dev.mooring.archsample.mqtt.MqttSession;
import java.util.concurrent.CountDownLatch;
import org.eclipse.microprofile.reactive.messaging.Message;

/** The demo may use every room, know reactive messaging, and wait. */
record MayDoMore(MqttSession session, Message<String> message) {

    void await(CountDownLatch latch) throws InterruptedException {
        latch.await();
    }
}
