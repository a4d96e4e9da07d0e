package dev.mooring.mqtt;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A connection whose broker is the test. Confined to whatever the window or session under test is confined to. */
final class FakeLink implements MqttTransport.Link {

    private final List<OutboundMessage> published = new ArrayList<>();
    private final List<Promise<Void>> acknowledgements = new ArrayList<>();
    private final List<String> said = new ArrayList<>();
    private final List<Promise<Map<TopicFilter, Boolean>>> subacks = new ArrayList<>();
    private final List<Map<TopicFilter, QoS>> subscribes = new ArrayList<>();
    private final MqttTransport.@Nullable LinkListener listener;
    private final boolean sessionPresent;
    private boolean acknowledgesAtOnce;

    /** For a window, which has no listener. */
    FakeLink() {
        this(null, false);
    }

    FakeLink(MqttTransport.@Nullable LinkListener listener, boolean sessionPresent) {
        this.listener = listener;
        this.sessionPresent = sessionPresent;
    }

    /** From now on every publish is done before the call returns. */
    FakeLink acknowledgingAtOnce() {
        acknowledgesAtOnce = true;
        return this;
    }

    List<String> topics() {
        return published.stream().map(message -> message.topic().value()).toList();
    }

    /** Publishes, subscribes, unsubscribes and disconnects, in order. */
    List<String> said() {
        return List.copyOf(said);
    }

    /** Acknowledges the publish of that number, counted from 0. */
    void acknowledge(int number) {
        acknowledgements.get(number).tryComplete();
    }

    void fail(int number, String why) {
        acknowledgements.get(number).tryFail(why);
    }

    /** Answers the SUBSCRIBE of that number, counted from 0; refuses the filters given. */
    void suback(int number, String... refused) {
        List<String> no = List.of(refused);
        Map<TopicFilter, Boolean> answer = new LinkedHashMap<>();
        subscribes.get(number).keySet().forEach(filter -> answer.put(filter, !no.contains(filter.value())));
        subacks.get(number).complete(answer);
    }

    /** The broker, or the network, ends the connection. */
    void close(CloseReason.Kind kind) {
        if (listener != null) {
            listener.closed(new CloseReason(kind, "closed by the test"));
        }
    }

    @Override
    public String protocolVersion() {
        return "5";
    }

    @Override
    public boolean sessionPresent() {
        return sessionPresent;
    }

    @Override
    public Future<Void> publish(OutboundMessage message) {
        published.add(message);
        said.add("publish " + message.topic() + " " + message.payload());
        Promise<Void> promise = Promise.promise();
        acknowledgements.add(promise);
        if (acknowledgesAtOnce) {
            promise.complete();
        }
        return promise.future();
    }

    @Override
    public Future<Map<TopicFilter, Boolean>> subscribe(Map<TopicFilter, QoS> filters) {
        said.add("subscribe "
                + String.join(
                        " ",
                        filters.keySet().stream()
                                .map(TopicFilter::value)
                                .sorted()
                                .toList()));
        subscribes.add(Map.copyOf(filters));
        Promise<Map<TopicFilter, Boolean>> promise = Promise.promise();
        subacks.add(promise);
        return promise.future();
    }

    @Override
    public void unsubscribe(TopicFilter filter) {
        said.add("unsubscribe " + filter);
    }

    @Override
    public Future<Void> disconnect() {
        said.add("disconnect");
        close(CloseReason.Kind.REQUESTED);
        return Future.succeededFuture();
    }
}
