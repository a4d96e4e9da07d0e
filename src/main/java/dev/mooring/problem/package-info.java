/**
 * Refusals over HTTP as problem documents (RFC 9457) with a stable {@code code}.
 *
 * <p>Door: {@link dev.mooring.problem.Problem}. Any room throws one; the mappers here also cover what nobody threw on
 * purpose. Immutable, any thread. And, as the lowest room that knows HTTP, {@link dev.mooring.problem.FileAnswer}: answers that
 * are files.
 */
@NullMarked
package dev.mooring.problem;

import org.jspecify.annotations.NullMarked;
