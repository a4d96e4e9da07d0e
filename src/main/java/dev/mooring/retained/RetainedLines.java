package dev.mooring.retained;

import java.nio.file.Path;

/**
 * A list that lies in a file of its own, to be sent.
 *
 * @param file   lines of JSON; deleted when they are sent
 * @param gone   what to run then
 */
record RetainedLines(Path file, Runnable gone) {}
