package dev.mooring.cli;

import dev.mooring.retained.RetainedMessages;
import dev.mooring.worker.LiveWorkers;
import dev.mooring.worker.WorkerView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists workers. */
@Command(
        name = "list",
        description = {
            "List workers: id, online or stale or unreadable, when it was last seen, and what it can do, with a tab between.",
            "",
            "Example: mooring workers list --url mqtt://localhost"
        },
        mixinStandardHelpOptions = true)
final class ListWorkers implements Callable<Integer> {

    @Spec
    CommandSpec spec;

    @Option(names = "--json", description = "One JSON object a line.")
    boolean json;

    @Mixin
    WorkerOptions workers;

    @Mixin
    BrokerOptions broker;

    ListWorkers() {}

    @Override
    public Integer call() throws CommandException {
        Surroundings surroundings = Mooring.surroundingsOf(spec);
        Results results = new Results(surroundings.out());
        try (OneBroker open = broker.open()) {
            LiveWorkers rule = workers.rule(open);
            Handover<WorkerView> handover = new Handover<>();
            var end = new RetainedMessages(open, surroundings.clock())
                    .list(
                            rule.filter(),
                            (message, done) -> handover.give(
                                    rule.view(message, surroundings.clock().instant()), done));
            handover.takeAll(end, worker -> results.line(json ? Json.line(worker) : text(worker)));
            results.look();
            return ExitCode.OK;
        }
    }

    private static String text(WorkerView worker) {
        String seen = worker.lastSeen() == null ? "-" : worker.lastSeen().toString();
        String can = worker.capabilities() == null
                ? String.valueOf(worker.reason())
                : String.join(",", worker.capabilities());
        return Escaped.text(worker.id()) + '\t' + worker.state() + '\t' + seen + '\t' + Escaped.text(can);
    }
}
