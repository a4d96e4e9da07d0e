package dev.mooring.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Workers, by what a broker retains of them. */
@Command(
        name = "workers",
        description = {
            "See workers and clean up after them, by what a broker retains of them.",
            "",
            "A worker that crashed is cleared by its will; one that hangs with its connection intact is found by the time of"
                    + " its last word. The service knows more, since it listens: GET /api/v1/sites/{site}/workers."
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ListWorkers.class, PurgeStaleWorkers.class})
final class WorkersCommand implements Runnable {

    @Spec
    CommandSpec spec;

    WorkersCommand() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which of list, purge-stale?");
    }
}
