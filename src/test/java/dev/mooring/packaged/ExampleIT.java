package dev.mooring.packaged;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The example configuration is one that the application takes. */
class ExampleIT {

    @Test
    void shouldStartAsItStands() throws IOException {
        Properties example = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of("application.properties.example"))) {
            example.load(reader);
        }
        PackagedApplication.Builder builder = PackagedApplication.builder();
        example.stringPropertyNames().forEach(key -> builder.property(key, example.getProperty(key)));

        try (PackagedApplication application = builder.start().awaitListening()) {
            assertThat(application.wrote("Site berlin: using client ID")).isOne();
            assertThat(application.wrote("Site hamburg: using client ID")).isOne();
        }
    }
}
