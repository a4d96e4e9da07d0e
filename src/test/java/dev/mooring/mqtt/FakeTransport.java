package dev.mooring.mqtt;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

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
    record Attempt(ConnectRequest request, LinkListener listener, Promise<Link> answer) {

        FakeLink accept(boolean sessionPresent) {
            FakeLink link = new FakeLink(listener, sessionPresent);
            answer.complete(link);
            return link;
        }

        void refuse(ConnectException why) {
            answer.fail(why);
        }
    }
}
