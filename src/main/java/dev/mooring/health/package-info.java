/**
 * How the service is: probes, and the health document for humans and monitors.
 *
 * <p>Door: {@code /q/health/*} and {@code /api/v1/mqtt/health}. Reads the state of others, owns none.
 */
@NullMarked
package dev.mooring.health;

import org.jspecify.annotations.NullMarked;
