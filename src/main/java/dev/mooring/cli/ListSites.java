package dev.mooring.cli;

import dev.mooring.site.ConfiguredSites;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists the configured sites. */
@Command(
        name = "list",
        description = "List the sites that are configured here, with their brokers.",
        mixinStandardHelpOptions = true)
final class ListSites implements Callable<Integer> {

    @Spec
    CommandSpec spec;

    ListSites() {}

    @Override
    public Integer call() throws CommandException {
        ConfiguredSites sites = SiteConfiguration.read().sites();
        for (String name : sites.names()) {
            spec.commandLine()
                    .getOut()
                    .println(Escaped.text(name)
                            + '\t'
                            + sites.url(name).map(Object::toString).orElse(""));
        }
        return ExitCode.OK;
    }
}
