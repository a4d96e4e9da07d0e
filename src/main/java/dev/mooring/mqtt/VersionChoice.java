package dev.mooring.mqtt;

import dev.mooring.mqtt.codec.ProtocolVersion;

/**
 * Which version of the protocol to try: 5 first, and 3.1.1 where the broker refuses 5. One that says so is believed for
 * the rest of the session; one that only closed the connection may have been on its way down, and is asked again at the
 * next connection. One that took 5 the last time is not suspected before it has closed several connections in a row: a
 * network that breaks while we connect says nothing about versions. Confined to the session's event loop.
 */
final class VersionChoice {

    private static final int PATIENCE_WITH_A_KNOWN_BROKER = 3;

    private final ProtocolVersion wanted;
    private boolean taken;
    private int closedSilently;
    private boolean refusedForGood;
    private boolean refusedOnce;

    VersionChoice(ProtocolVersion wanted) {
        this.wanted = wanted;
    }

    ProtocolVersion next() {
        return refusedForGood || refusedOnce ? ProtocolVersion.V3_1_1 : wanted;
    }

    /** Whether the same broker is to be tried at once in another version, after that failure. */
    boolean fallBack(ConnectException.Kind failure) {
        if (next() == ProtocolVersion.V3_1_1) {
            refusedOnce = false;
            return false;
        }
        closedSilently = failure == ConnectException.Kind.CLOSED_SILENTLY ? closedSilently + 1 : 0;
        refusedForGood = failure == ConnectException.Kind.VERSION_REFUSED;
        refusedOnce = closedSilently >= (taken ? PATIENCE_WITH_A_KNOWN_BROKER : 1);
        if (refusedOnce) {
            closedSilently = 0;
        }
        return refusedForGood || refusedOnce;
    }

    /** A connection stands: the next attempt begins anew with what is wanted, unless that was refused in words. */
    void connected() {
        taken = next() == wanted;
        refusedOnce = false;
        closedSilently = 0;
    }
}
