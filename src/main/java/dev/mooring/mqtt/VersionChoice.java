package dev.mooring.mqtt;

import dev.mooring.mqtt.codec.ProtocolVersion;

/**
 * Which version of the protocol to try: 5 first, and 3.1.1 where the broker refuses 5. One that says so is believed for
 * the rest of the session; one that only closed the connection may have been on its way down, and is asked again at the
 * next connection. Confined to the session's event loop.
 */
final class VersionChoice {

    private final ProtocolVersion wanted;
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
        refusedForGood = failure == ConnectException.Kind.VERSION_REFUSED;
        refusedOnce = failure == ConnectException.Kind.CLOSED_SILENTLY;
        return refusedForGood || refusedOnce;
    }

    /** A connection stands: the next attempt begins anew with what is wanted, unless that was refused in words. */
    void connected() {
        refusedOnce = false;
    }
}
