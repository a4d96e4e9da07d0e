/**
 * Services that the fault suite of {@code dev.mooring.delivery} starts, strikes and kills: one with handlers behind channels,
 * which becomes part of a packaged application, and one with event clients alone. Each does what it is told on its standard
 * input, and writes down what it did.
 */
@NullMarked
package dev.mooring.faultservice;

import org.jspecify.annotations.NullMarked;
