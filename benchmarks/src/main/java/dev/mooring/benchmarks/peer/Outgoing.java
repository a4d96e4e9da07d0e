package dev.mooring.benchmarks.peer;

import dev.mooring.benchmarks.work.InFlight;

/** A publish on its way to an event loop. */
record Outgoing(byte[] payload, int qos, InFlight inFlight) {}
