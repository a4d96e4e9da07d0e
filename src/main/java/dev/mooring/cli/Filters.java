package dev.mooring.cli;

import dev.mooring.mqtt.TopicFilter;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What is special about some topic filters. */
final class Filters {

    private Filters() {}

    /** @throws ParameterException for {@code $SYS} and the like, and for shared subscriptions */
    static void refuseTheBrokersOwn(CommandSpec spec, TopicFilter filter) {
        if (filter.value().startsWith("$")) {
            throw new ParameterException(
                    spec.commandLine(), "$SYS and other topics of the broker, and $share, cannot be listed or purged");
        }
    }

    /** Whether it finds everything there is, or nearly: {@code #}, {@code +/#} and so on. */
    static boolean isEverything(TopicFilter filter) {
        return List.of(filter.value().split("/", -1)).stream().allMatch(each -> each.equals("+") || each.equals("#"));
    }
}
