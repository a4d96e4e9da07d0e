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
            "'run' does it all in one go, with faults, and judges every message.",
            "'produce' publishes increasing numbers, 'consume' looks for gaps with a persistent session; either may be the script"
                    + " of the same name instead."
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {VerifyRun.class, VerifyProduce.class, VerifyConsume.class, VerifyConsumer.class})
final class Verify implements Runnable {

    @Spec
    CommandSpec spec;

    Verify() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which of run, produce, consume?");
    }
}
