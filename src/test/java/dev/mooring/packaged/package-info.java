/**
 * The packaged application from outside: {@code java -jar} in a process of its own, a real mosquitto, HTTP, and signals,
 * as an operator has it. Nothing here touches a class of Mooring.
 *
 * <p>{@link dev.mooring.packaged.PackagedApplication} starts and ends it. Needs the jar that {@code package} made, and runs
 * as integration tests (failsafe). Everything blocks and belongs on the thread of a test.
 */
@NullMarked
package dev.mooring.packaged;

import org.jspecify.annotations.NullMarked;
