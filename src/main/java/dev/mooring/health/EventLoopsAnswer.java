package dev.mooring.health;

import dev.mooring.site.Sites;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Liveness: every event loop and the worker pool answer in time. Never depends on a broker. */
@Liveness
@ApplicationScoped
class EventLoopsAnswer implements AsyncHealthCheck {

    private static final String NAME = "event loops and workers answer";
    private static final Duration DEADLINE = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final Sites sites;

    EventLoopsAnswer(Vertx vertx, Sites sites) {
        this.vertx = vertx;
        this.sites = sites;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        List<Uni<Void>> answers = new ArrayList<>();
        sites.eventLoops().forEach(loop -> answers.add(answerOf(loop)));
        answers.add(Uni.createFrom().completionStage(() -> vertx.<Void>executeBlocking(() -> null, false)
                .toCompletionStage()));
        return Uni.join()
                .all(answers)
                .andFailFast()
                .ifNoItem()
                .after(DEADLINE)
                .fail()
                .map(all -> HealthCheckResponse.up(NAME))
                .onFailure()
                .recoverWithItem(HealthCheckResponse.down(NAME));
    }

    private static Uni<Void> answerOf(Context loop) {
        return Uni.createFrom().completionStage(() -> {
            Promise<Void> answered = Promise.promise();
            loop.runOnContext(v -> answered.complete());
            return answered.future().toCompletionStage();
        });
    }
}
