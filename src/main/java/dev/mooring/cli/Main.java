package dev.mooring.cli;

import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigValidationException;
import java.net.BindException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs a command, or starts the service. Wrong configuration ends the start with one line that names the key, not with a
 * stack trace.
 */
@QuarkusMain
public final class Main {

    /**
     * When the start fails before Vert.x is there, the container complains of beans that cannot be closed, which hides
     * what is wrong. application.properties turns it on again for a service that runs.
     */
    private static final Logger CONTAINER = Logger.getLogger("io.quarkus.arc");

    Main() {}

    /** Without arguments, or with {@code serve}, runs until the process is asked to stop; else until the command is done. */
    public static void main(String... args) {
        if (args.length == 0 || (args.length == 1 && args[0].equals(Serve.NAME))) {
            CONTAINER.setLevel(Level.OFF);
            Quarkus.run(null, Main::ended, args);
        } else {
            System.exit(Mooring.run(Surroundings.ofTheProcess(), args));
        }
    }

    private static void ended(Integer exitCode, @Nullable Throwable failure) {
        if (failure != null) {
            report(failure);
        }
        ApplicationLifecycleManager.getDefaultExitCodeHandler().accept(exitCode, failure);
    }

    private static void report(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        if (root instanceof ConfigValidationException wrong) {
            for (int i = 0; i < wrong.getProblemCount(); i++) {
                System.err.println(oneLine(wrong.getProblem(i).getMessage()));
            }
        } else if (root instanceof ConfigurationException) {
            System.err.println(oneLine(String.valueOf(root.getMessage())));
        } else if (root instanceof BindException) {
            System.err.println(oneLine("quarkus.http.host, quarkus.http.port: " + root.getMessage()));
        } else {
            Logger.getLogger(Main.class.getName()).log(Level.SEVERE, "Failed to start", failure);
        }
    }

    /** Without the class name that the library puts before its own words. */
    private static String oneLine(String message) {
        return message.replaceFirst("^[\\w.]+Exception: ", "").replace('\n', ' ');
    }
}
