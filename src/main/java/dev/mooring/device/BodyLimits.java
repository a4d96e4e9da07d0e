package dev.mooring.device;

import dev.mooring.problem.Problem;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.regex.Pattern;

/**
 * How large the body of a request may be, by its path: assets are large, configs are not, and nothing else is. A body that
 * says its length is refused before anybody asks who sends it; one that does not is cut where it becomes too long. Stands in
 * for {@code quarkus.http.limits.max-body-size}, which knows one number for all paths. On event loops.
 */
@Singleton
class BodyLimits {

    private static final long OTHERS = 2 << 20;

    /** Before authentication, which costs time. */
    private static final int PRIORITY = 250;

    private static final Pattern ASSETS = Pattern.compile("(/api)?/assets/?");
    private static final Pattern CONFIGS = Pattern.compile("(/api)?/configs/.*");

    private final long maxAsset;

    BodyLimits(DeviceConfig config) {
        this.maxAsset = config.maxAssetSize().asLongValue();
    }

    void register(@Observes Filters filters) {
        filters.register(this::limit, PRIORITY);
    }

    private void limit(RoutingContext routing) {
        Limit limit = of(routing);
        String length = routing.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null && isLonger(length, limit.bytes())) {
            UnreadBody.leave(routing);
            routing.response()
                    .setStatusCode(limit.problem().status())
                    .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                    .end(limit.problem().toJson());
            return;
        }
        routing.put(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY, limit.cut());
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
