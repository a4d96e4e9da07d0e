package dev.mooring.device;

import dev.mooring.problem.Problem;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * How large the body of a request may be, by its path: assets are large, configs are not, and nothing else is. A body that
 * says its length is refused before anybody asks who sends it; one that does not is cut where it becomes too long. Assets and
 * configs are read by their resources as they come, anything else by {@link SmallBodies}, and {@link Silence} ends them all.
 * Stands in for {@code quarkus.http.limits.max-body-size}, which knows one number for all paths. On event loops.
 */
@Singleton
class BodyLimits {

    private static final long OTHERS = 2 << 20;

    /** So that the answer is always that of {@link Silence}, and never the connection that Quarkus cuts then. */
    private static final int READ_TIMEOUT_PER_PATIENCE = 2;

    /** Before authentication, which costs time. */
    private static final int PRIORITY = 250;

    private static final Pattern ASSETS = Pattern.compile("(/api)?/assets/?");
    private static final Pattern CONFIGS = Pattern.compile("(/api)?/configs/.*");

    private final long maxAsset;
    private final Duration patience;
    private final SmallBodies others = new SmallBodies(OTHERS);

    BodyLimits(DeviceConfig config, @ConfigProperty(name = "quarkus.http.read-timeout") Duration readTimeout) {
        this.maxAsset = config.maxAssetSize().asLongValue();
        this.patience = readTimeout.dividedBy(READ_TIMEOUT_PER_PATIENCE);
    }

    void register(@Observes Filters filters) {
        filters.register(this::limit, PRIORITY);
        others.register(filters);
    }

    void register(@Observes Router router) {
        others.register(router);
    }

    private void limit(RoutingContext routing) {
        Limit limit = of(routing);
        String length = routing.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null && isLonger(length, limit.bytes())) {
            UnreadBody.refuse(routing, limit.problem());
            return;
        }
        routing.put(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY, limit.cut());
        Silence.watch(routing, patience);
        routing.next();
    }

    private Limit of(RoutingContext routing) {
        String path = routing.normalizedPath();
        boolean uploads = HttpMethod.POST.equals(routing.request().method());
        if (uploads && ASSETS.matcher(path).matches()) {
            return new Limit(
                    maxAsset + AssetUploads.OVERHEAD,
                    AssetUploads.tooLarge(maxAsset).problem());
        }
        if (CONFIGS.matcher(path).matches()) {
            return new Limit(SaveRequest.MAX_BYTES, SaveRequest.tooLarge().problem());
        }
        SmallBodies.mark(routing);
        return new Limit(OTHERS, Problem.ofStatus(413));
    }

    /** Longer than any number is longer, too; what is no number is the HTTP server's to refuse. */
    private static boolean isLonger(String length, long limit) {
        try {
            return Long.parseLong(length) > limit;
        } catch (NumberFormatException e) {
            return true;
        }
    }

    /**
     * What is taken on one path.
     *
     * @param bytes the largest body
     * @param problem the refusal of a larger one
     */
    private record Limit(long bytes, Problem problem) {

        /** Where Quarkus cuts without a word: behind where the resources that stream refuse, with one. */
        Long cut() {
            return bytes + AssetUploads.OVERHEAD;
        }
    }
}
