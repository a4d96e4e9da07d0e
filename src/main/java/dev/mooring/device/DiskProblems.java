package dev.mooring.device;

import dev.mooring.problem.Problem;
import dev.mooring.problem.ProblemException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a disk refuses, as far as a caller can be told more than that something went wrong inside. Any thread. */
final class DiskProblems {

    /** In the words of the operating systems; Java has no type for it. */
    private static final List<String> FULL =
            List.of("No space left on device", "Disk quota exceeded", "There is not enough space on the disk");

    private DiskProblems() {}

    /**
     * What to throw for a failed write: {@code throw DiskProblems.of(e)}.
     *
     * @param failure what the disk said
     * @return 507 when it is full, which is logged; the answer names no path
     * @throws IOException the failure itself when it is another one; the HTTP layer logs it and answers 500
     */
    static ProblemException of(IOException failure) throws IOException {
        String reason = reason(failure);
        if (reason == null || FULL.stream().noneMatch(reason::contains)) {
            throw failure;
        }
        DeviceLog.LOG.diskFull(reason);
        return Problem.ofStatus(507).asException();
    }

    /** A failed write says it in its message, a failed call with a name beside the names. */
    private static @Nullable String reason(IOException failure) {
        return failure instanceof FileSystemException named
                ? Objects.requireNonNullElse(named.getReason(), "")
                : failure.getMessage();
    }
}
