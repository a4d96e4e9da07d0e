package dev.mooring.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SharedForceTest {

    @Test
    void shouldAskTheDiskAgainForEveryChangeAndAfterEveryFailure(@TempDir Path temp) throws IOException {
        Path directory = temp.resolve("directory");
        SharedForce names = new SharedForce(directory);
        assertThatThrownBy(names::force).isInstanceOf(IOException.class);

        Files.createDirectory(directory);
        assertThatCode(names::force).doesNotThrowAnyException();

        Files.delete(directory);
        assertThatThrownBy(names::force).isInstanceOf(IOException.class);
    }
}
