package dev.mooring.cli;

/** What a command ends with. Scripts depend on these numbers. */
final class ExitCode {

    /** All went as asked. */
    static final int OK = 0;
    /** Something did not; what, was said. */
    static final int FAILED = 1;
    /** The command line, the configuration or a file cannot be used; nothing was done. */
    static final int USAGE = 2;
    /** The broker could not be reached, or would not have us. */
    static final int UNREACHABLE = 3;

    private ExitCode() {}
}
