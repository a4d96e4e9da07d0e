package dev.mooring.mqtt;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a broker is: one or more addresses, tried in turn, and the credentials that stood in the URL. Prints without
 * credentials, and no error message of this class repeats more than the scheme of what was given, since that may hold
 * a password.
 *
 * @param addresses   at least one
 * @param credentials what stood before the {@code @} of the first address that had any, or null
 */
public record BrokerUrl(
        List<BrokerAddress> addresses, @Nullable Credentials credentials) {

    private static final int MAX_PORT = 65_535;

    /** Not what {@link URI} makes of it: to URI a name with an underscore, as Docker gives them, is no host. */
    private static final Pattern AUTHORITY =
            Pattern.compile("(?:(?<user>[^@]*)@)?(?<host>\\[[^]]+]|[A-Za-z0-9._-]+)(?::(?<port>\\d{1,9}))?");

    private static final String NO_SCHEME = "has no scheme; expected mqtt://, mqtts://, ws:// or wss://";

    /** Keeps an unmodifiable copy. */
    public BrokerUrl {
        addresses = List.copyOf(addresses);
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("a broker URL needs at least one address");
        }
    }

    /**
     * Reads {@code mqtt://[user[:password]@]host[:port]}, {@code mqtts://…}, {@code ws://…[/path]} and
     * {@code wss://…[/path]}; several, comma-separated. Without a path a WebSocket gets {@code /mqtt}.
     *
     * @throws IllegalArgumentException when it is no such URL; the message says what is wrong
     */
    public static BrokerUrl parse(String text) {
        List<BrokerAddress> addresses = new ArrayList<>();
        Credentials credentials = null;
        for (String part : text.split(",", -1)) {
            URI uri = uri(part.strip());
            Transport transport = transport(uri);
            Matcher authority = authority(uri, transport);
            addresses.add(address(authority, transport, path(uri, transport)));
            if (credentials == null) {
                credentials = credentials(authority);
            }
        }
        return new BrokerUrl(addresses, credentials);
    }

    private static URI uri(String part) {
        if (part.isEmpty()) {
            throw new IllegalArgumentException("an address is empty");
        }
        try {
            return new URI(part);
        } catch (URISyntaxException e) {
            // Its message repeats the input, which may hold a password: the position alone is safe.
            throw new IllegalArgumentException("not a URL (position " + e.getIndex()
                    + "); expected mqtt://[user[:password]@]host[:port], with special characters %-encoded");
        }
    }

    private static Matcher authority(URI uri, Transport transport) {
        String text = uri.getRawAuthority();
        Matcher authority = AUTHORITY.matcher(text == null ? "" : text);
        if (!authority.matches()) {
            throw new IllegalArgumentException("has no host; expected " + transport.scheme()
                    + "://[user[:password]@]host[:port]" + (transport.webSocket() ? "[/path]" : ""));
        }
        return authority;
    }

    private static String path(URI uri, Transport transport) {
        boolean more = uri.getRawQuery() != null || uri.getRawFragment() != null;
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        if (!transport.webSocket()) {
            if (more || !(path.isEmpty() || path.equals("/"))) {
                throw new IllegalArgumentException(
                        "must end after host and port: a path, query or fragment means nothing");
            }
            return "";
        }
        if (more) {
            throw new IllegalArgumentException("must end after the path: a query or fragment means nothing");
        }
        if (path.indexOf('@') >= 0) {
            // Of a password with a slash in it, the rest looks like a path, and paths are logged.
            throw new IllegalArgumentException("must have special characters %-encoded: an @ stands after a slash");
        }
        return path.isEmpty() ? BrokerAddress.DEFAULT_PATH : path;
    }

    private static BrokerAddress address(Matcher authority, Transport transport, String path) {
        String host = authority.group("host").toLowerCase(Locale.ROOT);
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        String given = authority.group("port");
        int port = given != null ? Integer.parseInt(given) : transport.defaultPort();
        if (port < 1 || port > MAX_PORT) {
            // Without the number: of a password with a comma in it, the first part looks like a port.
            throw new IllegalArgumentException("port must be 1 to " + MAX_PORT);
        }
        return new BrokerAddress(bare, port, transport, path);
    }

    private static Transport transport(URI uri) {
        String scheme = uri.getScheme();
        if (scheme == null) {
            throw new IllegalArgumentException(NO_SCHEME);
        }
        return switch (scheme.toLowerCase(Locale.ROOT)) {
            case "mqtt", "tcp" -> Transport.TCP;
            case "mqtts", "ssl" -> Transport.TLS;
            case "ws" -> Transport.WEB_SOCKET;
            case "wss" -> Transport.SECURE_WEB_SOCKET;
            // Without "//" it is a user, a host, or a piece of a password.
            default ->
                throw new IllegalArgumentException(
                        uri.isOpaque() ? NO_SCHEME : "scheme must be mqtt, mqtts, ws or wss, got: " + scheme);
        };
    }

    private static @Nullable Credentials credentials(Matcher authority) {
        String userInfo = authority.group("user");
        if (userInfo == null) {
            return null;
        }
        int colon = userInfo.indexOf(':');
        return colon < 0
                ? new Credentials(decoded(userInfo), null)
                : new Credentials(decoded(userInfo.substring(0, colon)), decoded(userInfo.substring(colon + 1)));
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return String.join(",", addresses.stream().map(BrokerAddress::toString).toList());
    }
}
