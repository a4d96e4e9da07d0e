package dev.mooring.cli;

import dev.mooring.retained.PurgeReport;
import dev.mooring.retained.RetainedMessages;
import dev.mooring.retained.Selection;
import dev.mooring.worker.LiveWorkers;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Deletes what stale workers left behind. */
@Command(
        name = "purge-stale",
        description = {
            "Delete what stale workers left behind. One that says that it is there in this instant stays, and so does what"
                    + " cannot be read.",
            "",
            "Example: mooring workers purge-stale --dry-run"
        },
        mixinStandardHelpOptions = true)
final class PurgeStaleWorkers implements Callable<Integer> {

    private static final int PER_SECOND = 500;

    @Spec
    CommandSpec spec;

    @Option(names = "--dry-run", description = "Only say what would be deleted; nothing changes.")
    boolean dryRun;

    @Option(names = "--json", description = "The report as one JSON object.")
    boolean json;

    @Mixin
    WorkerOptions workers;

    @Mixin
    BrokerOptions broker;

    PurgeStaleWorkers() {}

    @Override
    public Integer call() throws CommandException {
        Surroundings surroundings = Mooring.surroundingsOf(spec);
        try (OneBroker open = broker.open()) {
            LiveWorkers rule = workers.rule(open);
            PurgeReport report = Waiting.on(new RetainedMessages(open, surroundings.clock())
                    .purge(stale(rule, surroundings.clock()), PER_SECOND, dryRun, done -> {}));
            surroundings.out().println(json ? Json.line(report) : Reports.text(report, rule.filter(), open.name()));
            return report.asAsked() ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    private static Selection stale(LiveWorkers rule, Clock clock) {
        return new Selection(
                rule.filter(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                message -> !rule.isStale(message, clock.instant()));
    }
}
