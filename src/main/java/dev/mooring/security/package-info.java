/**
 * Who may do what: users from the configuration or tokens, the roles {@code viewer}, {@code operator} and {@code device},
 * locks for who guesses, headers, audit lines.
 *
 * <p>Door: {@link dev.mooring.security.Roles}. Quarkus calls the rest, on event loops; bcrypt alone runs on workers. See
 * {@code docs/decisions/0009-security.md}.
 */
@NullMarked
package dev.mooring.security;

import org.jspecify.annotations.NullMarked;
