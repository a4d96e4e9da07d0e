package dev.mooring.channel;

import io.quarkus.arc.Arc;
import io.quarkus.arc.ArcContainer;
import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import org.jspecify.annotations.Nullable;

/**
 * Makes reactive messaging copy an incoming channel of this connector once per lane. One handler takes one message
 * after the other, so that a slow site would stall all others; but the framework's attribute {@code concurrency} makes
 * copies of a channel, each with a handler chain of its own. To the framework, {@code concurrency} is therefore the
 * number of all lanes; what the user wrote there, messages of one site at the same time, is read as {@link #PER_SITE}.
 *
 * <p>Stateless. Before the container runs (at build time), the values pass as they are.
 */
public final class LanesInterceptor implements ConfigSourceInterceptor {

    private static final long serialVersionUID = 1L;

    /** The attribute that answers what the user wrote as {@code concurrency}. */
    static final String PER_SITE = "concurrency-per-site";

    private static final String MESSAGING = "mp.messaging.";
    private static final String INCOMING = "mp.messaging.incoming.";
    private static final String CONNECTOR = "mp.messaging.connector." + MooringConnector.NAME + ".";
    private static final String CONCURRENCY = ".concurrency";

    @Override
    public @Nullable ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
        if (name.startsWith(MESSAGING) && name.endsWith("." + PER_SITE)) {
            return context.proceed(name.substring(0, name.length() - PER_SITE.length()) + "concurrency");
        }
        ConfigValue own = context.proceed(name);
        if (!name.startsWith(INCOMING) || !name.endsWith(CONCURRENCY) || name.indexOf('$') >= 0) {
            return own;
        }
        String prefix = name.substring(0, name.length() - CONCURRENCY.length() + 1);
        LaneCount lanes = lanes();
        if (lanes == null || !isOurs(context, prefix)) {
            return own;
        }
        int count = lanes.of(
                prefix.substring(INCOMING.length(), prefix.length() - 1).replace("\"", ""),
                attribute(context, prefix, "sites", "*"),
                attribute(context, prefix, "concurrency", "1"));
        return ConfigValue.builder()
                .withName(name)
                .withValue(String.valueOf(count))
                .withRawValue(String.valueOf(count))
                .withConfigSourceName("lanes of the connector " + MooringConnector.NAME)
                .build();
    }

    private static boolean isOurs(ConfigSourceInterceptorContext context, String prefix) {
        ConfigValue connector = context.proceed(prefix + "connector");
        return connector != null && MooringConnector.NAME.equals(connector.getValue());
    }

    private static String attribute(
            ConfigSourceInterceptorContext context, String prefix, String attribute, String fallback) {
        ConfigValue value = context.proceed(prefix + attribute);
        if (value == null || value.getValue() == null) {
            value = context.proceed(CONNECTOR + attribute);
        }
        return value == null || value.getValue() == null ? fallback : value.getValue();
    }

    private static @Nullable LaneCount lanes() {
        ArcContainer container = Arc.container();
        return container == null || !container.isRunning()
                ? null
                : container.instance(LaneCount.class).get();
    }
}
