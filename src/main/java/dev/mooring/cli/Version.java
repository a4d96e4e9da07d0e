package dev.mooring.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** Which Mooring, which Java. */
final class Version implements IVersionProvider {

    Version() {}

    @Override
    public String[] getVersion() {
        String version = Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("(not packaged)");
        return new String[] {"mooring " + version, "Java " + System.getProperty("java.version")};
    }
}
