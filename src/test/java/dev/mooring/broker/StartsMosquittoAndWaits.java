package dev.mooring.broker;

import java.io.IOException;

/** The main class of a Java process that is killed while its mosquitto runs. It prints the port and waits for its end. */
final class StartsMosquittoAndWaits {

    private StartsMosquittoAndWaits() {}

    public static void main(String[] arguments) throws IOException {
        MosquittoBroker broker = MosquittoBroker.builder().start();
        System.out.println(broker.port());
        while (System.in.read() >= 0) {
            // Its input ends with the process that started it.
        }
        broker.close();
    }
}
