package dev.mooring.exchange;

import io.smallrye.mutiny.subscription.MultiSubscriber;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import org.eclipse.microprofile.config.ConfigProvider;

/** What the application sends an operator line by line, for as long as this is open. */
public final class FollowedLines implements AutoCloseable {

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final CompletableFuture<HttpResponse<Void>> answer;

    /** @param path with its query */
    public FollowedLines(String path) {
        String login = Base64.getEncoder().encodeToString("operator:mooring".getBytes(StandardCharsets.UTF_8));
        URI uri = URI.create(ConfigProvider.getConfig().getValue("test.url", String.class) + path);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Basic " + login)
                .build();
        this.answer = HttpClient.newHttpClient()
                .sendAsync(request, HttpResponse.BodyHandlers.fromLineSubscriber(new Lines()));
    }

    /** All lines so far. */
    public List<String> all() {
        return lines;
    }

    @Override
    public void close() {
        answer.cancel(true);
    }

    private final class Lines implements MultiSubscriber<String> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onItem(String line) {
            lines.add(line);
        }

        @Override
        public void onFailure(Throwable failure) {}

        @Override
        public void onCompletion() {}
    }
}
