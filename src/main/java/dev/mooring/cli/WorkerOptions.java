package dev.mooring.cli;

import dev.mooring.mqtt.TopicName;
import dev.mooring.worker.LiveWorkers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which workers count as alive: the same for all commands. */
final class WorkerOptions {

    private static final String VARIABLE = "CAPABILITY_TOPIC_PREFIX";

    @Spec(Spec.Target.MIXEE)
    CommandSpec spec;

    @Nullable
    @Option(
            names = "--workers-topic",
            paramLabel = "TOPIC",
            description = "Where workers say what they can do, with --site below its prefix. Default:"
                    + " $$CAPABILITY_TOPIC_PREFIX, else " + LiveWorkers.DEFAULT_TOPIC_PREFIX + ".")
    TopicName topic;

    @Option(
            names = "--stale-after",
            paramLabel = "TIME",
            defaultValue = "90s",
            description = "How long a worker may say nothing until it counts as stale. Default: ${DEFAULT-VALUE}.")
    Duration staleAfter;

    WorkerOptions() {}

    /** The rule at that broker. */
    LiveWorkers rule(OneBroker broker) {
        try {
            return LiveWorkers.below(broker.below(topic()), staleAfter);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), VARIABLE + ": " + e.getMessage());
        }
    }

    private String topic() {
        if (topic != null) {
            return topic.value();
        }
        String variable = Mooring.surroundingsOf(spec).environment().getOrDefault(VARIABLE, "");
        return variable.isBlank() ? LiveWorkers.DEFAULT_TOPIC_PREFIX : variable;
    }
}
