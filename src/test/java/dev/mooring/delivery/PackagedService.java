package dev.mooring.delivery;

import dev.mooring.cli.Main;
import dev.mooring.faultservice.EventService;
import io.quarkus.bootstrap.BootstrapException;
import io.quarkus.bootstrap.app.ApplicationModelSerializer;
import io.quarkus.bootstrap.app.CuratedApplication;
import io.quarkus.bootstrap.app.QuarkusBootstrap;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * The application as a user packages it who has added handlers to it: the classes and settings of this project, and those of
 * {@code dev.mooring.faultservice}. Takes about ten seconds to build, and a second or two to start.
 */
final class PackagedService {

    /** As the Maven build has left it for the tests; nobody has to resolve dependencies again. */
    private static final Path MODEL = Path.of("target", "quarkus", "bootstrap", "test-app-model.dat");

    private static final List<String> SETTINGS = List.of(
            "",
            "fault.service=true",
            "mp.messaging.incoming.numbers.connector=mooring",
            "mp.messaging.incoming.numbers.topic=in/+",
            "mp.messaging.outgoing.sent.connector=mooring",
            "mp.messaging.outgoing.sent.topic=out");

    private PackagedService() {}

    /**
     * Builds it.
     *
     * @return the jar to run
     */
    static Path build(Path directory) throws IOException, BootstrapException, URISyntaxException {
        Path classes = directory.resolve("classes");
        copy(root(Main.class), "", classes);
        copy(root(EventService.class), "dev/mooring/faultservice", classes);
        Files.write(classes.resolve("application.properties"), SETTINGS, StandardOpenOption.APPEND);
        try (CuratedApplication application = QuarkusBootstrap.builder()
                .setMode(QuarkusBootstrap.Mode.PROD)
                .setExistingModel(ApplicationModelSerializer.deserialize(MODEL))
                .setApplicationRoot(classes)
                .setProjectRoot(directory)
                .setTargetDirectory(directory)
                .setBaseName("service")
                .setBaseClassLoader(PackagedService.class.getClassLoader())
                // The class path of the tests has half of what an extension needs at build time, and would win.
                .setIsolateDeployment(true)
                .build()
                .bootstrap()) {
            return application
                    .createAugmentor()
                    .createProductionApplication()
                    .getJar()
                    .getPath();
        }
    }

    private static Path root(Class<?> of) throws URISyntaxException {
        return Path.of(of.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static void copy(Path root, String below, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve(below))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(root.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }
}
