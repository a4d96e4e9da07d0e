package dev.mooring.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line as a whole. */
@Command(
        name = "mooring",
        description = {
            "The one place where a backend talks MQTT to many sites.",
            "",
            "Without a command it runs the service."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        subcommands = {
            Serve.class,
            Retained.class,
            WorkersCommand.class,
            SitesCommand.class,
            Verify.class,
            Publish.class,
            Subscribe.class,
            CompletionScript.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all went as asked",
            "1:something did not; what, was said",
            "2:wrong arguments, configuration or file; nothing was done",
            "3:the broker could not be reached, or refused us"
        },
        footer = {"", "'mooring COMMAND --help' says more of each, with examples."})
final class Mooring implements Runnable {

    private final Surroundings surroundings;

    @Spec
    CommandSpec spec;

    Mooring(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    static int run(Surroundings surroundings, String... args) {
        CommandLine line = new CommandLine(new Mooring(surroundings))
                .setOut(surroundings.out())
                .setErr(surroundings.err())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setAbbreviatedOptionsAllowed(false)
                .setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command));
        line.setParameterExceptionHandler((wrong, arguments) -> misused(wrong));
        Converters.register(line);
        ownOptionsFirst(line);
        try {
            return line.execute(args);
        } finally {
            surroundings.out().flush();
            surroundings.err().flush();
        }
    }

    /** One line, and where more is said: a whole page would hide it. */
    private static int misused(ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        command.getErr().println("mooring: " + Escaped.text(withoutSecret(String.valueOf(wrong.getMessage()))));
        if (!UnmatchedArgumentException.printSuggestions(wrong, command.getErr())) {
            command.getErr().println("'" + name + " --help' says more.");
        }
        return ExitCode.USAGE;
    }

    /** Somebody who gives a password with --password anyway is not to read it in a log. */
    private static String withoutSecret(String message) {
        return message.replaceFirst("should be specified without '.*", "should be specified without a value");
    }

    private static void ownOptionsFirst(CommandLine command) {
        command.getCommandSpec().usageMessage().sortOptions(false);
        command.getSubcommands().values().forEach(Mooring::ownOptionsFirst);
    }

    private static int failed(Exception failure, CommandLine command) throws Exception {
        if (failure instanceof CommandException said) {
            command.getErr().println("mooring: " + Escaped.text(String.valueOf(said.getMessage())));
            return said.exitCode();
        }
        if (failure instanceof Waiting.FailedException || failure instanceof Waiting.TooLongException) {
            command.getErr().println("mooring: " + Escaped.text(String.valueOf(failure.getMessage())));
            return ExitCode.FAILED;
        }
        throw failure;
    }

    /** What the command that this specification is of sees of the world. */
    static Surroundings surroundingsOf(CommandSpec spec) {
        return ((Mooring) spec.root().userObject()).surroundings;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command?");
    }
}
