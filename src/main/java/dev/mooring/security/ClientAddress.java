package dev.mooring.security;

import io.smallrye.common.net.Inet;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where a request comes from, as far as it can be held to account: an IPv4 address, or the first 64 bits of an IPv6 one,
 * since whoever has one of those has all that begin alike. Behind a proxy it is the address that Quarkus makes of the
 * proxy's headers ({@code quarkus.http.proxy.*}), or the proxy's.
 *
 * @param text the address
 */
record ClientAddress(String text) {

    private static final int NETWORK_BYTES = 8;

    static ClientAddress of(@Nullable RoutingContext request) {
        SocketAddress remote = request == null ? null : request.request().remoteAddress();
        return of(remote == null ? null : remote.hostAddress());
    }

    static ClientAddress of(@Nullable String address) {
        if (address == null) {
            return new ClientAddress("unknown");
        }
        byte[] six = address.indexOf(':') < 0 ? null : Inet.parseInet6AddressToBytes(address);
        if (six == null) {
            return new ClientAddress(Printable.of(address));
        }
        byte[] network = Arrays.copyOf(Arrays.copyOf(six, NETWORK_BYTES), six.length);
        // Loopback, and IPv4 in disguise: no network of anybody's.
        boolean special = Arrays.equals(network, new byte[six.length]);
        return new ClientAddress(Inet.toOptimalString(special ? six : network) + (special ? "" : "/64"));
    }

    @Override
    public String toString() {
        return text;
    }
}
