package dev.mooring.device;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DiskProblemsTest {

    static Stream<IOException> full() {
        return Stream.of(
                new IOException("No space left on device"),
                new IOException("Disk quota exceeded"),
                new FileSystemException("/secret/place", null, "No space left on device"),
                new FileSystemException("/secret/place", "/secret/other", "Disk quota exceeded"));
    }

    static Stream<IOException> other() {
        return Stream.of(
                new IOException("Input/output error"),
                new IOException((String) null),
                new AccessDeniedException("/secret/place"),
                // the name is the caller's and says nothing about the disk
                new NoSuchFileException("/srv/No space left on device"));
    }

    @ParameterizedTest
    @MethodSource("full")
    void shouldTellWhenTheDiskIsFullAndNotWhere(IOException failure) throws IOException {
        var problem = DiskProblems.of(failure).problem();

        assertThat(problem.status()).isEqualTo(507);
        assertThat(problem.toJson())
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Insufficient Storage\",\"status\":507,"
                        + "\"detail\":\"There is no room left to store this. Nothing was changed.\"}");
    }

    @ParameterizedTest
    @MethodSource("other")
    void shouldLeaveEveryOtherFailureAsItIs(IOException failure) {
        assertThatThrownBy(() -> DiskProblems.of(failure)).isSameAs(failure);
    }
}
