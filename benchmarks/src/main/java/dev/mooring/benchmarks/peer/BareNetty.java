package dev.mooring.benchmarks.peer;

import dev.mooring.benchmarks.work.InFlight;
import dev.mooring.benchmarks.work.Inbox;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What the JVM can do: Netty with its own MQTT codec and next to nothing else. MQTT 3.1.1, no reconnect. */
final class BareNetty implements Peer {

    private final NioEventLoopGroup loops =
            new NioEventLoopGroup(Runtime.getRuntime().availableProcessors());
    private final List<BareNettyHandler> connections = new ArrayList<>();

    @Override
    public void connect(Target target, List<Inbox> inboxes) throws Exception {
        List<CompletableFuture<Void>> connected = new ArrayList<>();
        for (int i = 0; i < inboxes.size(); i++) {
            BareNettyHandler handler = new BareNettyHandler(target, target.clientId(i), inboxes.get(i));
            connections.add(handler);
            connected.add(handler.connected());
            new Bootstrap()
                    .group(loops)
                    .channel(NioSocketChannel.class)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .handler(pipeline(handler))
                    .connect(Target.HOST, target.port());
        }
        Await.all(connected);
    }

    private static ChannelInitializer<Channel> pipeline(BareNettyHandler handler) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new MqttDecoder(Target.MAX_PACKET), MqttEncoder.INSTANCE, handler);
            }
        };
    }

    @Override
    public void subscribe(int qos) {
        connections.forEach(each -> each.subscribe(qos));
    }

    @Override
    public void publish(int connection, byte[] payload, int qos, InFlight inFlight) {
        connections.get(connection).publish(new Outgoing(payload, qos, inFlight));
    }

    @Override
    public int connected() {
        return (int) connections.stream().filter(BareNettyHandler::isOpen).count();
    }

    @Override
    public void disconnect() throws Exception {
        Await.all(connections.stream().map(BareNettyHandler::disconnect).toList());
    }
}
