/**
 * The command line. Commands speak to brokers over the engine alone: no container is started, no port opened, and so they
 * answer at once. {@code serve}, which is what no command means, starts the service.
 *
 * <p>Door: {@link dev.mooring.cli.Main}.
 */
@NullMarked
package dev.mooring.cli;

import org.jspecify.annotations.NullMarked;
