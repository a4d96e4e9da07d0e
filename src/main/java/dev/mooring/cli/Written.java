package dev.mooring.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that is whole or not there. */
final class Written {

    private Written() {}

    static void to(Path file, String text) throws CommandException {
        Path whole = file.toAbsolutePath();
        try {
            Path temporary = Files.createTempFile(whole.getParent(), "." + whole.getFileName(), ".part");
            try {
                Files.writeString(temporary, text);
                Files.move(temporary, whole, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw new CommandException(ExitCode.FAILED, file + " cannot be written: " + e.getMessage());
        }
    }
}
