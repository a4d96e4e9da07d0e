package dev.mooring.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Sites, as they are configured here. */
@Command(
        name = "sites",
        description = "See which sites are configured here, and try their brokers.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ListSites.class, CheckSite.class})
final class SitesCommand implements Runnable {

    @Spec
    CommandSpec spec;

    SitesCommand() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which of list, check?");
    }
}
