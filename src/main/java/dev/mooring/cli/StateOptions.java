package dev.mooring.cli;

import dev.mooring.delivery.SequenceFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Who keeps a sequence, and where it begins: what is asked for, else what the state file says, else 0. The file changes when
 * the broker was reached, not before: a command that could do nothing has forgotten nothing.
 */
final class StateOptions {

    @Spec(Spec.Target.MIXEE)
    CommandSpec spec;

    @Option(names = "--client-id", paramLabel = "ID", description = "Default: ${DEFAULT-VALUE}.")
    String clientId;

    @Option(names = "--state-file", paramLabel = "FILE", description = "Default: ${DEFAULT-VALUE}.")
    Path stateFile;

    private final String who;

    /** @param who says what is said */
    StateOptions(String who, String clientId, String stateFile) {
        this.who = who;
        this.clientId = clientId;
        this.stateFile = Path.of(stateFile);
    }

    /** The number to begin with. */
    long first(boolean reset, @Nullable Long startFrom) throws CommandException {
        if (startFrom != null && startFrom < 0) {
            throw new ParameterException(spec.commandLine(), "--start-from: sequences begin at 0");
        }
        try {
            file().checkWritable();
        } catch (IOException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
        if (startFrom != null) {
            return instead(startFrom);
        }
        return reset ? 0 : kept();
    }

    private long kept() throws CommandException {
        try {
            OptionalLong kept = file().read();
            kept.ifPresent(next -> say("Goes on at " + next));
            return kept.orElse(0);
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.USAGE, e.getMessage() + "; say with --start-from or --reset where to begin");
        }
    }

    /** A file that is not ours is put aside all the same. */
    private long instead(long asked) throws CommandException {
        try {
            OptionalLong unused = file().read();
        } catch (SequenceFile.DamagedException e) {
            Mooring.surroundingsOf(spec).err().println("mooring: " + Escaped.text(String.valueOf(e.getMessage())));
        } catch (IOException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
        return asked;
    }

    /** Brings the file to what was asked for. */
    void settle(boolean reset, @Nullable Long startFrom) throws CommandException {
        try {
            if (reset) {
                file().delete();
                say("State is forgotten");
            }
            if (startFrom != null) {
                file().write(startFrom);
                say("Begins at " + startFrom + ", as asked");
            }
        } catch (IOException e) {
            throw new CommandException(ExitCode.FAILED, String.valueOf(e.getMessage()));
        }
    }

    /** That number is next. */
    void remember(long next) throws CommandException {
        try {
            file().write(next);
        } catch (IOException e) {
            throw new CommandException(ExitCode.FAILED, stateFile + " cannot be written: " + e.getMessage());
        }
    }

    private SequenceFile file() {
        return new SequenceFile(stateFile);
    }

    private void say(String what) {
        Mooring.surroundingsOf(spec).out().println(who + " " + what);
    }
}
