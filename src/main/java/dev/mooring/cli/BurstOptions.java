package dev.mooring.cli;

import dev.mooring.delivery.Producer;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicName;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How numbers are published: the same for the commands that do. */
final class BurstOptions {

    @Spec(Spec.Target.MIXEE)
    CommandSpec spec;

    @Option(
            names = "--burst",
            paramLabel = "N",
            defaultValue = "10",
            description = "How many at once. Default: ${DEFAULT-VALUE}.")
    int burst;

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            defaultValue = "100ms",
            description = "Between two bursts. Default: ${DEFAULT-VALUE}.")
    Duration interval;

    BurstOptions() {}

    /**
     * So many from that number on, or without end.
     *
     * @throws ParameterException when a number is out of range
     */
    Producer.Plan plan(TopicName topic, QoS qos, long first, long count) {
        try {
            return new Producer.Plan(topic, qos, burst, interval, first, count);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }
}
