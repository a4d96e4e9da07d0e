package dev.mooring.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Java in the guides stands in {@code src/examples/java} as well, where it is compiled and run. */
class ExampleCodeInDocsTest {

    private static final Path EXAMPLES = Path.of("src/examples/java");
    private static final Pattern JAVA = Pattern.compile("^```java\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    @ParameterizedTest
    @ValueSource(strings = {"docs/events.md", "docs/migrating-from-python.md"})
    void shouldShowOnlyCodeOfTheExamples(Path document) throws IOException {
        List<String> blocks = JAVA.matcher(Files.readString(document))
                .results()
                .map(block -> withoutLayout(block.group(1)))
                .toList();
        List<String> examples = examples();

        assertThat(blocks).isNotEmpty().allSatisfy(block -> assertThat(examples)
                .as("one of the examples should contain: %s", block)
                .anyMatch(example -> example.contains(block)));
    }

    private static List<String> examples() throws IOException {
        try (Stream<Path> files = Files.walk(EXAMPLES)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(ExampleCodeInDocsTest::read)
                    .toList();
        }
    }

    private static String read(Path file) {
        try {
            return withoutLayout(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without indentation and empty lines. */
    private static String withoutLayout(String code) {
        return code.lines().map(String::strip).filter(line -> !line.isEmpty()).collect(Collectors.joining("\n"));
    }
}
