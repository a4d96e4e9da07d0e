/**
 * The stub broker: a process that speaks just enough MQTT 3.1.1 and 5, at the level of bytes and on one thread, to keep
 * any client busy without ever being the bottleneck. What it sends is encoded ahead.
 */
@NullMarked
package dev.mooring.benchmarks.stub;

import org.jspecify.annotations.NullMarked;
