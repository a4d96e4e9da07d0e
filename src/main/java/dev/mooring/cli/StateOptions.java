package dev.mooring.cli;

import dev.mooring.delivery.SequenceFile;
import java.io.IOException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Where a sequence begins: what is asked for, else what the state file says, else 0. The file changes when the broker was
 * reached, not before: a command that could do nothing has forgotten nothing.
 */
record StateOptions(
        SequenceFile state, boolean reset, @Nullable Long startFrom, String who, Surroundings surroundings) {

    /** The number to begin with. */
    long first(CommandSpec spec) throws CommandException {
        if (startFrom != null && startFrom < 0) {
            throw new ParameterException(spec.commandLine(), "--start-from: sequences begin at 0");
        }
        try {
            state.checkWritable();
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
            OptionalLong kept = state.read();
            kept.ifPresent(next -> surroundings.out().println(who + " Goes on at " + next));
            return kept.orElse(0);
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.USAGE, e.getMessage() + "; say with --start-from or --reset where to begin");
        }
    }

    /** A file that is not ours is put aside all the same. */
    private long instead(long asked) throws CommandException {
        try {
            OptionalLong unused = state.read();
        } catch (SequenceFile.DamagedException e) {
            surroundings.err().println("mooring: " + Escaped.text(String.valueOf(e.getMessage())));
        } catch (IOException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
        return asked;
    }

    /** Brings the file to what was asked for. */
    void settle() throws CommandException {
        try {
            if (reset) {
                state.delete();
                surroundings.out().println(who + " State is forgotten");
            }
            if (startFrom != null) {
                state.write(startFrom);
                surroundings.out().println(who + " Begins at " + startFrom + ", as asked");
            }
        } catch (IOException e) {
            throw new CommandException(ExitCode.FAILED, String.valueOf(e.getMessage()));
        }
    }
}
