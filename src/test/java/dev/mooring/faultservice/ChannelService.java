package dev.mooring.faultservice;

import dev.mooring.channel.OutgoingSiteMetadata;
import dev.mooring.channel.SiteMessageMetadata;
import io.quarkus.arc.properties.IfBuildProperty;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.file.Path;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** What a user would write: a handler behind an incoming channel, and somebody who sends on an outgoing one. */
@ApplicationScoped
@IfBuildProperty(name = "fault.service", stringValue = "true")
class ChannelService {

    private static final int EMITTED_AHEAD = 10_000;

    private final MutinyEmitter<byte[]> sent;
    private final Orders orders;

    ChannelService(
            @Channel("sent") @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = EMITTED_AHEAD)
                    MutinyEmitter<byte[]> sent,
            @ConfigProperty(name = "fault.journal") String journal) {
        this.sent = sent;
        this.orders = new Orders(new Journal(Path.of(journal)), this::publish);
    }

    void start(@Observes StartupEvent event) {
        orders.obey();
    }

    @Incoming("numbers")
    Uni<Void> handle(String payload, SiteMessageMetadata metadata) {
        Uni<Void> handled =
                Uni.createFrom().voidItem().invoke(() -> orders.handled(metadata.topic(), Long.parseLong(payload)));
        Duration slowness = orders.slowness();
        return slowness.isZero()
                ? handled
                : Uni.createFrom().voidItem().onItem().delayIt().by(slowness).chain(() -> handled);
    }

    /** The topic is the whole one; the channel wants it below the site's prefix. */
    private void publish(String site, String topic, long number, Orders.Outcome outcome) {
        OutgoingSiteMetadata metadata = OutgoingSiteMetadata.to(site).withTopic(topic.substring(site.length() + 1));
        sent.sendMessage(Message.of(Long.toString(number).getBytes(US_ASCII), Metadata.of(metadata)))
                .subscribe()
                .with(done -> outcome.published(true), failure -> outcome.published(false));
    }
}
