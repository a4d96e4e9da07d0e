package dev.mooring.docs;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ConfigurationReferenceTest {

    private static final Path SOURCES = Path.of("src/main/java");
    private static final Path DOCUMENT = Path.of("docs/configuration.md");

    /** As text, because a mapping on the class path would become part of every application under test. */
    private static final String SAMPLE = """
            import dev.mooring.EnvironmentName;
            import io.smallrye.config.*;
            import java.time.Duration;
            import java.util.*;

            /** The sample's introduction. */
            @ConfigMapping(prefix = "sample")
            interface SampleMapping {
                /** Who we are, {@code a|b}. */
                @EnvironmentName({"SAMPLE_ID", "SAMPLE_NAME"})
                String instanceId();

                /** Ports to try. */
                List<Integer> ports();

                /** The places, see {@link Place#keepAlive()}. */
                Map<String, Place> places();

                /** What is &lt; said. */
                @WithName("said-words")
                Optional<String> words();

                /** Marks. */
                Map<String, String> labels();

                /** Found out. */
                default int lanes() { return 1; }

                /** Here too. */
                @WithParentName
                Extra extra();

                static String helper() { return ""; }

                interface Common {
                    /** Whether it is used at all. */
                    @WithDefault("true")
                    boolean enabled();
                }

                interface Place extends Common {
                    /**
                     * How often a sign of life is sent.
                     *
                     * <p>In <em>seconds</em> when bare.
                     */
                    @WithDefault("60s")
                    Duration keepAlive();

                    /** How bad news is taken. */
                    @WithDefault("dead-letter")
                    Mood mood();

                    /** Coming back. */
                    Reconnect reconnect();
                }

                interface Reconnect {
                    /** The longest pause. */
                    OptionalInt maxDelay();
                }

                interface Extra {
                    /** More. */
                    List<Reconnect> more();
                }

                enum Mood { RETRY, DEAD_LETTER }
            }
            """;

    @Test
    void shouldPrintEveryKindOfKey() {
        assertThat(tableOf(SAMPLE)).isEqualTo("""
                        ## `sample`

                        The sample's introduction.

                        | Key | Type | Default | Environment | What it does |
                        |---|---|---|---|---|
                        | `sample.instance-id` | text | **required** | `SAMPLE_ID`, `SAMPLE_NAME` | Who we are, `a\\|b`. |
                        | `sample.ports` | list of number | **required** |  | Ports to try. |
                        | `sample.places.<name>.enabled` | boolean | `true` |  | Whether it is used at all. |
                        | `sample.places.<name>.keep-alive` | duration | `60s` |  | How often a sign of life is sent. In *seconds* when bare. |
                        | `sample.places.<name>.mood` | `retry`, `dead-letter` | `dead-letter` |  | How bad news is taken. |
                        | `sample.places.<name>.reconnect.max-delay` | number | optional |  | The longest pause. |
                        | `sample.said-words` | text | optional |  | What is < said. |
                        | `sample.labels.<name>` | text | optional |  | Marks. |
                        | `sample.lanes` | number | computed |  | Found out. |
                        | `sample.more[n].max-delay` | number | optional |  | The longest pause. |
                        """);
    }

    @Test
    void shouldRefuseAKeyWithoutJavadoc() {
        String source = SAMPLE.replace("/** The longest pause. */", "");

        assertThatThrownBy(() -> tableOf(source))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("SampleMapping.Reconnect.maxDelay(): has no Javadoc");
    }

    @Test
    void shouldRefuseANamingStrategyItDoesNotKnow() {
        String source = SAMPLE.replace(
                "prefix = \"sample\"", "prefix = \"sample\", namingStrategy = ConfigMapping.NamingStrategy.SNAKE_CASE");

        assertThatThrownBy(() -> tableOf(source)).hasMessageContaining("SampleMapping: only the naming strategy");
    }

    @Test
    void shouldRefuseSourcesThatDoNotCompile() {
        assertThatThrownBy(() -> tableOf(SAMPLE.replace("Optional<String>", "Optionel<String>")))
                .hasMessageContaining("Optionel");
    }

    /** With {@code -Dmooring.docs.write=true} the document is written instead of compared. */
    @Test
    void shouldBeWhatTheDocumentSays() throws IOException {
        String reference = ConfigurationReference.ofSourcesBelow(SOURCES);

        if (Boolean.getBoolean("mooring.docs.write")) {
            Files.writeString(DOCUMENT, reference);
        }

        assertThat(DOCUMENT)
                .as("out of date: ./mvnw test -Dtest=ConfigurationReferenceTest -Dmooring.docs.write=true")
                .hasContent(reference);
    }

    private static String tableOf(String source) {
        String reference = ConfigurationReference.of(List.of(new Text(source)));
        return reference.substring(reference.indexOf("## `"));
    }

    private static final class Text extends SimpleJavaFileObject {

        private final String content;

        Text(String content) {
            super(URI.create("string:///SampleMapping.java"), JavaFileObject.Kind.SOURCE);
            this.content = content;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return content;
        }
    }
}
