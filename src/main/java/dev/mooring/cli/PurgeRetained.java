package dev.mooring.cli;

import dev.mooring.mqtt.TopicFilter;
import dev.mooring.retained.PurgeReport;
import dev.mooring.retained.RetainedMessages;
import dev.mooring.retained.Selection;
import dev.mooring.worker.LiveWorkers;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Deletes what a broker retains. */
@Command(
        name = "purge",
        description = {
            "Delete what a broker retains.",
            "",
            "It lists first, then deletes only what still has the payload it saw, at a bounded rate, puts back what somebody"
                    + " published at that very moment, and looks whether each is gone. On a terminal it asks before;"
                    + " --yes answers that. A filter that finds everything needs --yes in a script.",
            "",
            "What can be undone is better: 'mooring retained export' first.",
            "",
            "Examples:",
            "  mooring retained purge 'test/#' --dry-run",
            "  mooring retained purge 'inference/workers/#' --older-than 1h --keep 'inference/workers/gpu-+'",
            "  mooring retained purge '#' --match '\"env\":\"test\"' --yes"
        },
        mixinStandardHelpOptions = true)
final class PurgeRetained implements Callable<Integer> {

    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "FILTER", description = "Topic filter, with + and # where MQTT allows them.")
    TopicFilter filter;

    @Option(names = "--dry-run", description = "Only say what would be deleted; nothing changes.")
    boolean dryRun;

    @Option(names = "--keep", paramLabel = "FILTER", description = "What this matches stays; may be given again.")
    List<TopicFilter> keep = List.of();

    @Nullable
    @Option(names = "--match", paramLabel = "REGEX", description = "Only payloads in which this is found.")
    Pattern match;

    @Nullable
    @Option(
            names = "--older-than",
            paramLabel = "TIME",
            description = "Only payloads whose ts or timestamp is older, such as 90m; one without stays.")
    Duration olderThan;

    @Option(
            names = "--rate",
            paramLabel = "N/s",
            defaultValue = "500/s",
            description = "Deletions a second, at most. Default: ${DEFAULT-VALUE}.")
    Converters.Rate rate;

    @Option(names = "--include-live", description = "Also what workers that are alive keep there.")
    boolean includeLive;

    @Mixin
    WorkerOptions workers;

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    boolean yes;

    @Option(names = "--json", description = "The report as one JSON object.")
    boolean json;

    @Mixin
    BrokerOptions broker;

    PurgeRetained() {}

    @Override
    public Integer call() throws CommandException {
        Filters.refuseTheBrokersOwn(spec, filter);
        Surroundings surroundings = Mooring.surroundingsOf(spec);
        boolean asks = surroundings.interactive() && !yes && !dryRun;
        if (Filters.isEverything(filter) && !yes && !dryRun && !asks) {
            throw new ParameterException(spec.commandLine(), "'" + filter + "' finds everything: that needs --yes");
        }
        try (OneBroker open = broker.open()) {
            RetainedMessages messages = new RetainedMessages(open, surroundings.clock());
            Selection selection = selection(open, surroundings.clock());
            long expected = asks ? count(messages, selection) : 0;
            if (asks && (expected == 0 || !confirmed(surroundings, expected, open.name()))) {
                surroundings.err().println(expected == 0 ? "Nothing to purge." : "Nothing was changed.");
                return expected == 0 ? ExitCode.OK : ExitCode.FAILED;
            }
            return purge(surroundings, messages, selection, open.name(), expected);
        }
    }

    private Selection selection(OneBroker open, Clock clock) {
        LiveWorkers live = workers.rule(open);
        return new Selection(
                filter,
                keep,
                Optional.ofNullable(match),
                Optional.ofNullable(olderThan),
                message -> !includeLive && live.keeps(message, clock.instant()));
    }

    private long count(RetainedMessages messages, Selection selection) throws CommandException {
        return Waiting.on(messages.purge(selection, rate.perSecond(), true, done -> {}))
                .selected();
    }

    private boolean confirmed(Surroundings surroundings, long count, String where) {
        surroundings
                .err()
                .printf(
                        "Delete %d retained messages of '%s' at %s? [y/N] ",
                        count, Escaped.text(filter.value()), where);
        surroundings.err().flush();
        return new Answer(surroundings.in()).isYes();
    }

    private Integer purge(
            Surroundings surroundings, RetainedMessages messages, Selection selection, String where, long expected)
            throws CommandException {
        Progress progress = new Progress(surroundings, "purged", expected);
        PurgeReport report;
        try {
            report = Waiting.on(messages.purge(selection, rate.perSecond(), dryRun, progress::done));
        } finally {
            progress.end();
        }
        surroundings.out().println(json ? Json.line(report) : Reports.text(report, filter, where));
        return report.asAsked() ? ExitCode.OK : ExitCode.FAILED;
    }
}
