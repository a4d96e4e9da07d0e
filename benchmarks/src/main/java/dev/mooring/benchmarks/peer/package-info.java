/**
 * The clients that are measured, each behind the same small interface and in the best configuration that its
 * documentation knows of. Messages are taken and acknowledged on whatever thread the client uses; publishes come from
 * one thread that is none of the client's.
 */
@NullMarked
package dev.mooring.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
