/**
 * Refusals over HTTP as problem documents (RFC 9457) with a stable {@code code}.
 *
 * <p>Door: {@link dev.mooring.problem.Problem}.
 */
@NullMarked
package dev.mooring.problem;

import org.jspecify.annotations.NullMarked;
