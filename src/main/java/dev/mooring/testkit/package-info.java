/**
 * For the tests of those who use {@link dev.mooring.event.EventClient}: a JUnit extension that gives them clients without a
 * broker, or with one inside the process, and the record of what was published.
 *
 * <p>Door: {@link dev.mooring.testkit.MooringTest}, {@link dev.mooring.testkit.EventClients} and {@link
 * dev.mooring.testkit.RecordedEvents}. Only tests knock. JUnit is on the class path of those alone, so nothing that is
 * part of the packaged application may refer to this room. Everything here blocks and is for the thread of a test.
 */
@NullMarked
package dev.mooring.testkit;

import org.jspecify.annotations.NullMarked;
