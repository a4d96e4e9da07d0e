package dev.mooring.cli;

import dev.mooring.mqtt.QoS;
import picocli.CommandLine.Option;

/** How surely a message has to arrive: the same for all commands that publish or subscribe. */
final class QosOption {

    @Option(
            names = {"-q", "--qos"},
            paramLabel = "QOS",
            defaultValue = "1",
            description = "0, 1 or 2. Default: ${DEFAULT-VALUE}.")
    QoS value;

    QosOption() {}
}
