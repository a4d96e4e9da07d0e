/** The runner: starts brokers and clients in turn, collects their figures, writes the tables and judges the bars. */
@NullMarked
package dev.mooring.benchmarks.runner;

import org.jspecify.annotations.NullMarked;
