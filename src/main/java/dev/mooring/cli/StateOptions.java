package dev.mooring.cli;

import dev.mooring.delivery.SequenceFile;
import java.io.IOException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Where a sequence begins: what is asked for, else what the state file says, else 0. */
final class StateOptions {

    private StateOptions() {}

    static long first(
            CommandSpec spec,
            SequenceFile state,
            boolean reset,
            @Nullable Long startFrom,
            String who,
            Surroundings surroundings)
            throws CommandException {
        if (startFrom != null && startFrom < 0) {
            throw new ParameterException(spec.commandLine(), "--start-from: sequences begin at 0");
        }
        try {
            if (reset) {
                state.delete();
                surroundings.out().println(who + " State is forgotten");
            }
            if (startFrom != null) {
                state.write(startFrom);
                surroundings.out().println(who + " Begins at " + startFrom + ", as asked");
                return startFrom;
            }
            OptionalLong kept = state.read();
            kept.ifPresent(next -> surroundings.out().println(who + " Goes on at " + next));
            return kept.orElse(0);
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.USAGE, e.getMessage() + "; say with --start-from or --reset where to begin");
        }
    }
}
