package dev.mooring.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What brokers retain. */
@Command(
        name = "retained",
        description = {
            "See and clean what a broker retains.",
            "",
            "Filters are the broker's, whole: a site's prefix is not put before them."
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ListRetained.class, PurgeRetained.class, ExportRetained.class, RestoreRetained.class})
final class Retained implements Runnable {

    @Spec
    CommandSpec spec;

    Retained() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which of list, purge, export, restore?");
    }
}
