package dev.mooring.mqtt;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A transport whose network is the test. Written on the session's event loop, read on any thread. */
final class FakeTransport implements MqttTransport {

    private final List<Attempt> attempts = new CopyOnWriteArrayList<>();

    List<Attempt> attempts() {
        return attempts;
    }

    Attempt last() {
        return attempts.get(attempts.size() - 1);
    }

    @Override
    public Future<Link> connect(ConnectRequest request, LinkListener listener) {
        Attempt attempt = new Attempt(request, listener, Promise.promise());
        attempts.add(attempt);
        return attempt.answer.future();
    }

    /** One call of {@link #connect}, to be answered on the event loop. */
    static final class Attempt {
        private final ConnectRequest request;
        private final LinkListener listener;
        private final Promise<Link> answer;
        private volatile @Nullable FakeLink link;

        Attempt(ConnectRequest request, LinkListener listener, Promise<Link> answer) {
            this.request = request;
            this.listener = listener;
            this.answer = answer;
        }

        ConnectRequest request() {
            return request;
        }

        LinkListener listener() {
            return listener;
        }

        FakeLink link() {
            return Objects.requireNonNull(link, "not accepted");
        }

        FakeLink accept(boolean sessionPresent) {
            FakeLink accepted = new FakeLink(listener, sessionPresent);
            link = accepted;
            answer.complete(accepted);
            return accepted;
        }

        void refuse(ConnectException why) {
            answer.fail(why);
        }
    }
}
