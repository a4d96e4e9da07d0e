package dev.mooring.benchmarks.runner;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts Java processes of the benchmark. All clients get the same flags. */
final class Jvm {

    /** Leak detection off for all; Quarkus and Vert.x switch it off by themselves. */
    static final List<String> FLAGS =
            List.of("-Xms512m", "-Xmx512m", "-XX:+UseG1GC", "-Dio.netty.leakDetection.level=disabled");

    private final Path application;

    /** @param application the packaged application of this module */
    Jvm(Path application) {
        this.application = application;
    }

    /** A main class of this module, with everything on the class path and no Quarkus running. */
    Process plain(List<String> flags, String mainClass, List<String> args) throws IOException {
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(flags);
        command.addAll(List.of("-cp", classPath(), mainClass));
        command.addAll(args);
        return start(command);
    }

    /** The Quarkus application. */
    Process quarkus(List<String> flags, List<String> args) throws IOException {
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(flags);
        command.addAll(List.of("-jar", application.resolve("quarkus-run.jar").toString()));
        command.addAll(args);
        return start(command);
    }

    /**
     * Everything but Quarkus' log manager: before Quarkus has configured it, it takes in every line of every level, and
     * would make clients pay for debug lines that nobody reads.
     */
    private String classPath() throws IOException {
        List<String> jars = new ArrayList<>();
        for (String directory : List.of("app", "lib/main", "lib/boot")) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(application.resolve(directory), "*.jar")) {
                files.forEach(each -> jars.add(each.toString()));
            }
        }
        jars.removeIf(each -> each.contains("jboss-logmanager"));
        return String.join(File.pathSeparator, jars);
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(new File(Runner.ERRORS)))
                .start();
    }
}
