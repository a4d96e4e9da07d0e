/**
 * The client process: one for each measurement, so that no peer inherits another's compiled code, threads or heap. Warms
 * up, measures, prints one line of JSON and ends.
 */
@NullMarked
package dev.mooring.benchmarks.client;

import org.jspecify.annotations.NullMarked;
