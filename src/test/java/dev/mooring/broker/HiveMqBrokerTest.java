package dev.mooring.broker;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What the contract of all brokers does not say. */
class HiveMqBrokerTest {

    @Test
    void shouldRemoveItsFiles() {
        HiveMqBroker broker = new HiveMqBroker();
        broker.start();
        assertThat(broker.directory().resolve("data")).isNotEmptyDirectory();

        broker.close();

        assertThat(broker.directory()).doesNotExist();
    }
}
