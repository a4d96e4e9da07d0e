package dev.mooring.mqtt;

/**
 * How a session stopped.
 *
 * @param clean      whether the farewell was acknowledged and DISCONNECT was sent, or there was no connection to end
 * @param unsent     outbound messages that the broker never acknowledged
 * @param unhandled  inbound messages that were not done; with a persistent session the broker sends them again
 */
public record StopOutcome(boolean clean, int unsent, int unhandled) {}
