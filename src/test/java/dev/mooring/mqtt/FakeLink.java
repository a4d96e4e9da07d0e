package dev.mooring.mqtt;

import dev.mooring.mqtt.codec.ProtocolVersion;
import dev.mooring.mqtt.codec.ReasonCode;
import dev.mooring.mqtt.codec.SubscriptionRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A connection whose broker is the test. Confined to whatever the window or session under test is confined to. */
final class FakeLink implements MqttTransport.Link {

    /** A PUBLISH, as it was sent. */
    record Sent(OutboundMessage message, QoS qos, int packetId, boolean duplicate, long expirySeconds) {
        String topic() {
            return message.topic().value();
        }
    }

    private final List<Sent> published = new ArrayList<>();
    private final List<String> said = new ArrayList<>();
    private final List<String> acknowledged = new ArrayList<>();
    private final List<Integer> subscribeIds = new ArrayList<>();
    private final List<List<SubscriptionRequest>> subscribes = new ArrayList<>();
    private final MqttTransport.@Nullable LinkListener listener;
    private ConnectAnswer answer;
    private boolean writable = true;
    private boolean reading = true;
    private int flushes;
    private long lastRead = System.nanoTime();

    /** For a window, which has no listener. */
    FakeLink() {
        this(null, false);
    }

    FakeLink(MqttTransport.@Nullable LinkListener listener, boolean sessionPresent) {
        this.listener = listener;
        this.answer = answer(ProtocolVersion.V5, sessionPresent, PacketIds.MAX, QoS.EXACTLY_ONCE);
    }

    static ConnectAnswer answer(ProtocolVersion version, boolean sessionPresent, int receiveMaximum, QoS maximumQos) {
        return new ConnectAnswer(
                version, sessionPresent, receiveMaximum, maximumQos, true, 1 << 28, 0, Duration.ZERO, true, true);
    }

    /** The broker had said something else in CONNACK. */
    FakeLink answering(ConnectAnswer newAnswer) {
        answer = newAnswer;
        return this;
    }

    void writable(boolean nowWritable) {
        writable = nowWritable;
    }

    List<Sent> published() {
        return published;
    }

    List<String> topics() {
        return published.stream().map(Sent::topic).toList();
    }

    /** Publishes, releases, subscribes, unsubscribes and disconnects, in order. */
    List<String> said() {
        return List.copyOf(said);
    }

    /** What we acknowledged of what came, in order: {@code puback 1}. */
    List<String> acknowledged() {
        return List.copyOf(acknowledged);
    }

    List<SubscriptionRequest> subscribed(int number) {
        return subscribes.get(number);
    }

    /** The packet id of the SUBSCRIBE of that number, counted from 0. */
    int subscribeId(int number) {
        return subscribeIds.get(number);
    }

    boolean reading() {
        return reading;
    }

    int flushes() {
        return flushes;
    }

    /** Acknowledges the publish of that number, counted from 0. */
    void acknowledge(int number) {
        listener().pubAck(published.get(number).packetId(), ReasonCode.SUCCESS.code());
    }

    /** Answers the SUBSCRIBE of that number, counted from 0; refuses the filters given. */
    void suback(int number, String... refused) {
        List<String> no = List.of(refused);
        int[] codes = subscribes.get(number).stream()
                .mapToInt(each -> no.contains(each.filter()) ? ReasonCode.NOT_AUTHORIZED.code() : each.qos())
                .toArray();
        listener().subAck(subscribeIds.get(number), codes);
    }

    /** The broker, or the network, ends the connection. */
    void close(CloseReason.Kind kind) {
        if (listener != null) {
            listener.closed(new CloseReason(kind, "closed by the test"));
        }
    }

    private MqttTransport.LinkListener listener() {
        if (listener == null) {
            throw new IllegalStateException("a window's link has no listener");
        }
        return listener;
    }

    @Override
    public ConnectAnswer answer() {
        return answer;
    }

    @Override
    public boolean writable() {
        return writable;
    }

    @Override
    public PublishException.@Nullable Reason objection(OutboundMessage message) {
        if (message.retain() && !answer.retainAvailable()) {
            return PublishException.Reason.RETAIN_NOT_AVAILABLE;
        }
        return message.size() > answer.maximumPacketSize() ? PublishException.Reason.TOO_LARGE : null;
    }

    @Override
    public void publish(OutboundMessage message, QoS qos, int packetId, boolean duplicate, long expirySeconds) {
        published.add(new Sent(message, qos, packetId, duplicate, expirySeconds));
        said.add("publish " + message.topic() + " " + message.payload());
    }

    @Override
    public void pubAck(int packetId) {
        acknowledged.add("puback " + packetId);
    }

    @Override
    public void pubRec(int packetId) {
        acknowledged.add("pubrec " + packetId);
    }

    @Override
    public void pubRel(int packetId) {
        said.add("pubrel " + packetId);
    }

    @Override
    public void pubComp(int packetId, boolean known) {
        acknowledged.add("pubcomp " + packetId + (known ? "" : " unknown"));
    }

    @Override
    public void subscribe(int packetId, List<SubscriptionRequest> filters) {
        said.add("subscribe "
                + String.join(
                        " ",
                        filters.stream()
                                .map(SubscriptionRequest::filter)
                                .sorted()
                                .toList()));
        subscribeIds.add(packetId);
        subscribes.add(filters);
    }

    @Override
    public void unsubscribe(int packetId, List<String> filters) {
        filters.forEach(filter -> said.add("unsubscribe " + filter));
    }

    @Override
    public void flush() {
        flushes++;
    }

    @Override
    public void flushSoon() {
        flushes++;
    }

    @Override
    public void read(boolean wanted) {
        reading = wanted;
    }

    @Override
    public boolean hasReadSince(long nanos) {
        return reading;
    }

    /** Something came from the broker. */
    void heard() {
        lastRead = System.nanoTime();
    }

    @Override
    public void ping() {
        said.add("ping");
    }

    @Override
    public long lastRead() {
        return lastRead;
    }

    @Override
    public void reauthenticate() {
        said.add("reauthenticate");
    }

    @Override
    public void disconnect() {
        said.add("disconnect");
        close(CloseReason.Kind.REQUESTED);
    }

    @Override
    public void abort(CloseReason reason) {
        said.add("abort");
        close(reason.kind());
    }
}
