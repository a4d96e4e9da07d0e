package dev.mooring.cli;

import java.nio.file.Path;
import java.util.List;

/** How to start this program once more. */
final class ThisProgram {

    private ThisProgram() {}

    /** The beginning of a command; a Mooring command follows. */
    static List<String> command() throws CommandException {
        if (System.getProperty("org.graalvm.nativeimage.imagecode") != null) {
            return List.of(ProcessHandle.current()
                    .info()
                    .command()
                    .orElseThrow(() -> new CommandException(ExitCode.FAILED, "nobody knows where this program is")));
        }
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = System.getProperty("java.class.path", "");
        return classPath.endsWith("quarkus-run.jar")
                ? List.of(java, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", classPath)
                : List.of(java, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", classPath, Main.class.getName());
    }
}
