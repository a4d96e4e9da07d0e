package dev.mooring.cli;

import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * What a command sees of the world.
 *
 * @param in          standard input
 * @param out         for results
 * @param err         for everything else
 * @param interactive whether somebody sits there who can be asked, and can see a line change
 * @param environment the environment variables
 */
record Surroundings(
        InputStream in,
        PrintWriter out,
        PrintWriter err,
        boolean interactive,
        Map<String, String> environment,
        Clock clock,
        RandomGenerator random) {

    @SuppressWarnings("SystemConsoleNull") // with the console of java.base it is null where there is no terminal
    static Surroundings ofTheProcess() {
        // Or else Java 22 and later have a console where there is no terminal.
        System.setProperty("jdk.console", "java.base");
        return new Surroundings(
                System.in,
                new PrintWriter(System.out, false, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                System.console() != null,
                System.getenv(),
                Clock.systemUTC(),
                new Random());
    }
}
