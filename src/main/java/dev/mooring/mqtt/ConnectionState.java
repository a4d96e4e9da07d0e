package dev.mooring.mqtt;

import java.time.Instant;

/**
 * Where a session stands with its broker.
 *
 * <pre>
 *   Idle ──▶ Connecting ──▶ Connected ──▶ BackingOff ──┐
 *              ▲  │  │          └───────▶ CoolingDown ─┤
 *              │  │  └────────▶ Misconfigured ─────────┤
 *              │  └───────────▶ BackingOff             │
 *              └──────────────────────────────────────-┘      any ──▶ Stopped
 * </pre>
 */
public sealed interface ConnectionState {

    /** The word that REST, metrics and log use for it. */
    String word();

    /** Whether the diagram has an arrow to a state of that type. */
    boolean leadsTo(ConnectionState next);

    /** What went wrong, or an empty text. */
    default String cause() {
        return "";
    }

    /** Not started: the site is disabled. */
    record Idle() implements ConnectionState {
        @Override
        public String word() {
            return "disabled";
        }

        @Override
        public boolean leadsTo(ConnectionState next) {
            return next instanceof Connecting || next instanceof Stopped;
        }
    }

    /**
     * Waiting for its turn, for the socket, or for CONNACK.
     *
     * @param attempt counts from 1 since the last connection
     */
    record Connecting(int attempt) implements ConnectionState {
        @Override
        public String word() {
            return "connecting";
        }

        @Override
        public boolean leadsTo(ConnectionState next) {
            return next instanceof Connected
                    || next instanceof BackingOff
                    || next instanceof Misconfigured
                    || next instanceof Stopped;
        }
    }

    /**
     * Connected.
     *
     * @param since           when CONNACK came
     * @param sessionPresent  what the broker said of an earlier session
     * @param protocolVersion {@code 3.1.1} or {@code 5}
     */
    record Connected(Instant since, boolean sessionPresent, String protocolVersion) implements ConnectionState {
        @Override
        public String word() {
            return "connected";
        }

        @Override
        public boolean leadsTo(ConnectionState next) {
            return next instanceof BackingOff || next instanceof CoolingDown || next instanceof Stopped;
        }
    }

    /** Between two attempts. */
    sealed interface Waiting extends ConnectionState {

        /** When it ends. */
        Instant until();

        @Override
        default boolean leadsTo(ConnectionState next) {
            return next instanceof Connecting || next instanceof Stopped;
        }
    }

    /**
     * Waiting before the next attempt.
     *
     * @param until when it ends
     * @param cause what went wrong
     */
    record BackingOff(Instant until, String cause) implements Waiting {
        @Override
        public String word() {
            return "backing-off";
        }
    }

    /**
     * Waiting because another client uses the same client id: both would throw each other out for ever.
     *
     * @param until when it ends
     * @param cause how that was noticed
     */
    record CoolingDown(Instant until, String cause) implements Waiting {
        @Override
        public String word() {
            return "cooling-down";
        }
    }

    /**
     * The broker refuses what is configured; tried again at the longest backoff.
     *
     * @param until when the next attempt comes
     * @param cause what it refused
     */
    record Misconfigured(Instant until, String cause) implements Waiting {
        @Override
        public String word() {
            return "misconfigured";
        }
    }

    /** Over. */
    record Stopped() implements ConnectionState {
        @Override
        public String word() {
            return "stopped";
        }

        @Override
        public boolean leadsTo(ConnectionState next) {
            return false;
        }
    }
}
