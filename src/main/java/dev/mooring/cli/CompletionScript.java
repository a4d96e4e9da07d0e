package dev.mooring.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Completion for shells. */
@Command(
        name = "completion",
        description = {
            "Print a script that completes commands and options in bash and zsh.",
            "",
            "Example: source <(mooring completion)"
        },
        mixinStandardHelpOptions = true)
final class CompletionScript implements Runnable {

    @Spec
    CommandSpec spec;

    CompletionScript() {}

    @Override
    public void run() {
        spec.commandLine()
                .getOut()
                .print(AutoComplete.bash("mooring", spec.root().commandLine()));
    }
}
