/**
 * The work that every peer does for a message: reading or making an envelope, looking its id up, counting, and keeping
 * the number of unanswered publishes bounded. The same code for all, and for the baseline without any MQTT.
 */
@NullMarked
package dev.mooring.benchmarks.work;

import org.jspecify.annotations.NullMarked;
