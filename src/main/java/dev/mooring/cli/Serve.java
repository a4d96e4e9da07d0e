package dev.mooring.cli;

import picocli.CommandLine.Command;

/** Is here for the help: {@link Main} starts the service before commands are looked at. */
@Command(
        name = Serve.NAME,
        description = {
            "Run the service, which is what no command means.",
            "",
            "It is configured by application.properties and environment variables, see application.properties.example;"
                    + " with options of Java before -jar, such as -Dquarkus.http.port=8081."
        },
        mixinStandardHelpOptions = true)
final class Serve {

    static final String NAME = "serve";

    Serve() {}
}
