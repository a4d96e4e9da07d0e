package dev.mooring.broker;

import java.util.Locale;

/** The brokers that {@link OnEveryBroker} can choose. */
public enum BrokerProduct {
    /** The embedded broker, in this process. */
    ARTEMIS,
    /** A mosquitto in a process of its own, where one is installed. */
    MOSQUITTO,
    /** HiveMQ CE, in this process; takes seconds to start, so only those run on it that ask for it. */
    HIVEMQ;

    /** As {@link TestBroker#name()}. */
    public String displayName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** A new one, not started yet. */
    TestBroker make() {
        return switch (this) {
            case ARTEMIS -> new ArtemisBroker();
            case MOSQUITTO -> new MosquittoBroker();
            case HIVEMQ -> new HiveMqBroker();
        };
    }

    boolean available() {
        return this != MOSQUITTO || MosquittoBroker.available();
    }

    /** Why its tests are skipped when it is not available. */
    String missing() {
        return MosquittoBroker.MISSING;
    }
}
