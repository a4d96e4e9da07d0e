package dev.mooring.benchmarks.runner;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts Java processes of the benchmark. All clients get the same flags. */
final class Jvm {

    /** Native transports and leak detection off for all; Quarkus and Vert.x switch the latter off by themselves. */
    static final List<String> FLAGS = List.of(
            "-Xms512m",
            "-Xmx512m",
            "-XX:+UseG1GC",
            "-Dio.netty.leakDetection.level=disabled",
            "-Djava.util.logging.manager=org.jboss.logmanager.LogManager");

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

    private String classPath() {
        return String.join(
                File.pathSeparator,
                List.of("app", "lib/main", "lib/boot").stream()
                        .map(each -> application.resolve(each) + File.separator + "*")
                        .toList());
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
