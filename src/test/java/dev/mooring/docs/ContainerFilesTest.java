package dev.mooring.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What can be said about the container files where no container engine is. */
class ContainerFilesTest {

    private static final Pattern COPY_FROM_CONTEXT = Pattern.compile("COPY (?!--from)(?:--\\S+ )*\\. \\.");

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile", "Dockerfile.native"})
    void shouldRunWithoutPrivileges(String file) throws IOException {
        assertThat(finalStageOf(file)).contains("USER 1001", "EXPOSE 8080", "VOLUME /work/data");
        assertThat(finalStageOf(file)).noneMatch(line -> line.equals("USER root") || line.startsWith("RUN "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile", "Dockerfile.native"})
    void shouldReceiveSignalsItself(String file) throws IOException {
        assertThat(finalStageOf(file)).last().asString().startsWith("ENTRYPOINT [");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile", "Dockerfile.native"})
    void shouldBuildFromSourcesThatTheContextHas(String file) throws IOException {
        assertThat(Files.readAllLines(Path.of(file))).anyMatch(COPY_FROM_CONTEXT.asMatchPredicate());

        List<String> context = Files.readAllLines(Path.of(".dockerignore")).stream()
                .filter(line -> line.startsWith("!"))
                .map(line -> line.substring(1))
                .toList();
        assertThat(context).containsExactlyInAnyOrder(".mvn", "mvnw", "pom.xml", "src");
        assertThat(context).allMatch(path -> Files.exists(Path.of(path)));
    }

    private static List<String> finalStageOf(String file) throws IOException {
        List<String> lines = Files.readAllLines(Path.of(file)).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
        int begin =
                lines.stream().map(line -> line.startsWith("FROM ")).toList().lastIndexOf(true);
        return lines.subList(begin, lines.size());
    }
}
