package dev.mooring.delivery;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SequenceFileTest {

    @Test
    void shouldRememberTheNextNumber(@TempDir Path directory) throws IOException {
        Path path = directory.resolve(".consumer_state");
        SequenceFile file = new SequenceFile(path);
        assertThat(file.read()).isEmpty();

        file.write(41);
        file.write(42);

        assertThat(file.read()).isEqualTo(OptionalLong.of(42));
        assertThat(path).hasContent("42");
        assertThat(directory.toFile().list()).containsExactly(".consumer_state");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "4x", "{\"next\": 4}", "1234567890123456789"})
    void shouldPutAsideWhatIsNotOurs(String content, @TempDir Path directory) throws IOException {
        Path path = Files.writeString(directory.resolve("state"), content);

        assertThatThrownBy(() -> new SequenceFile(path).read())
                .isInstanceOf(SequenceFile.DamagedException.class)
                .hasMessageContaining("state.damaged");

        assertThat(directory.resolve("state.damaged")).hasContent(content);
        assertThat(new SequenceFile(path).read()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "42, 42", "007, 7", "' 5\n', 5"})
    void shouldReadNumbers(String payload, long number) {
        assertThat(WireFormat.read(payload.getBytes(StandardCharsets.UTF_8))).hasValue(number);
        assertThat(WireFormat.read(WireFormat.write(number))).hasValue(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-1", "1.5", "one", "1 2", "1234567890123456789", "٣"})
    void shouldNotReadAnythingElse(String payload) {
        assertThat(WireFormat.read(payload.getBytes(StandardCharsets.UTF_8))).isEmpty();
    }
}
