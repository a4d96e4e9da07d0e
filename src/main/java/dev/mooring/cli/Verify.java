package dev.mooring.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whether anything gets lost. */
@Command(
        name = "verify",
        description = {
            "Find out whether a broker, or what is between, loses messages.",
            "",
            "'produce' publishes increasing numbers, 'consume' looks for gaps with a persistent session; either may be the script"
                    + " of the same name instead."
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {VerifyProduce.class, VerifyConsume.class})
final class Verify implements Runnable {

    @Spec
    CommandSpec spec;

    Verify() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which of produce, consume?");
    }
}
