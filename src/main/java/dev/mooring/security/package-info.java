/**
 * Who may do what: users from configuration, the roles {@code viewer}, {@code operator} and {@code device}.
 *
 * <p>Door: {@link dev.mooring.security.Roles}.
 */
@NullMarked
package dev.mooring.security;

import org.jspecify.annotations.NullMarked;
