package dev.mooring.channel;

import dev.mooring.mqtt.OutboundMessage;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicName;
import dev.mooring.site.Site;
import dev.mooring.site.Sites;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.health.HealthReport.HealthReportBuilder;
import io.smallrye.reactive.messaging.providers.helpers.MultiUtils;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

/** Publishes messages to sites, and acknowledges them when every broker has. Safe on any thread. */
final class OutgoingChannel {

    private static final OutgoingSiteMetadata NOTHING_SAID = new OutgoingSiteMetadata(null, null, null, null);

    private final OutgoingSettings settings;
    private final Sites sites;
    private final PayloadWriter writer;
    private volatile String problem = "";

    OutgoingChannel(OutgoingSettings settings, Sites sites, PayloadWriter writer) {
        this.settings = settings;
        this.sites = sites;
        this.writer = writer;
    }

    Flow.Subscriber<? extends Message<?>> subscriber() {
        return MultiUtils.<Message<?>, Void>via(messages -> messages.onItem()
                .transformToUni(this::send)
                .merge(settings.maxInflight())
                .onFailure()
                .invoke(this::upstreamFailed));
    }

    private void upstreamFailed(Throwable failure) {
        problem = "upstream failed";
        ChannelLog.LOG.upstreamFailed(settings.channel(), failure.toString());
    }

    /** Never fails: what goes wrong is the message's failure, not the channel's. */
    private Uni<Void> send(Message<?> message) {
        return publish(message)
                .onItemOrFailure()
                .transformToUni(
                        (published, failure) -> failure == null ? acknowledged(message) : refused(message, failure))
                .onFailure()
                .invoke(failure -> ChannelLog.LOG.notPublished(settings.channel(), failure.toString()))
                .onFailure()
                .recoverWithNull();
    }

    private static Uni<Void> acknowledged(Message<?> message) {
        return Uni.createFrom().completionStage(message::ack);
    }

    private Uni<Void> refused(Message<?> message, Throwable failure) {
        ChannelLog.LOG.notPublished(settings.channel(), failure.toString());
        return Uni.createFrom().completionStage(() -> message.nack(failure));
    }

    private Uni<Void> publish(Message<?> message) {
        try {
            return publishToAll(message);
        } catch (IllegalArgumentException e) {
            return Uni.createFrom().failure(e);
        }
    }

    private Uni<Void> publishToAll(Message<?> message) {
        OutgoingSiteMetadata wishes =
                message.getMetadata(OutgoingSiteMetadata.class).orElse(NOTHING_SAID);
        Buffer payload = writer.write(message.getPayload());
        if (sites.isOff()) {
            return sites.announce(outbound(wishes, topic(wishes), payload)); // counted as a publish to nobody
        }
        List<Uni<Void>> all = new ArrayList<>();
        for (Site site : receivers(wishes.site(), message)) {
            String topic = topic(wishes);
            String full = settings.absoluteTopic() ? topic : site.settings().below(topic);
            all.add(site.publish(outbound(wishes, full, payload)));
        }
        return all.size() == 1
                ? all.get(0)
                : Uni.join().all(all).andCollectFailures().replaceWithVoid();
    }

    private String topic(OutgoingSiteMetadata wishes) {
        String topic = wishes.topic();
        return topic == null ? settings.topic().value() : topic;
    }

    private OutboundMessage outbound(OutgoingSiteMetadata wishes, String topic, Buffer payload) {
        QoS qos = wishes.qos();
        Boolean retain = wishes.retain();
        return new OutboundMessage(
                new TopicName(topic),
                payload,
                qos == null ? settings.qos() : qos,
                retain == null ? settings.retain() : retain);
    }

    /**
     * The site that the metadata names; else the one that the message is an answer to, if the channel selects it; else
     * all that the channel selects.
     */
    private List<Site> receivers(@Nullable String named, Message<?> message) {
        if (named != null) {
            return List.of(enabled(named));
        }
        List<Site> selected = sites.all().stream()
                .filter(LaneCount::isEnabled)
                .filter(site -> settings.sites().selects(site.name()))
                .toList();
        if (selected.isEmpty()) {
            throw new IllegalArgumentException(
                    "channel '" + settings.channel() + "': no enabled site matches " + settings.sites());
        }
        String origin = message.getMetadata(SiteMessageMetadata.class)
                .map(SiteMessageMetadata::site)
                .orElse("");
        List<Site> answered =
                selected.stream().filter(site -> site.name().equals(origin)).toList();
        return answered.isEmpty() ? selected : answered;
    }

    private Site enabled(String name) {
        Site site = sites.find(name)
                .orElseThrow(() -> new IllegalArgumentException(
                        "channel '" + settings.channel() + "': there is no site '" + name + "'"));
        if (!LaneCount.isEnabled(site)) {
            throw new IllegalArgumentException("channel '" + settings.channel() + "': site '" + name + "' is disabled");
        }
        return site;
    }

    void reportStartup(HealthReportBuilder report) {
        if (settings.health().startup()) {
            report.add(settings.channel(), true);
        }
    }

    void reportReadiness(HealthReportBuilder report) {
        if (settings.health().readiness()) {
            reportProblem(report);
        }
    }

    void reportLiveness(HealthReportBuilder report) {
        if (settings.health().liveness()) {
            reportProblem(report);
        }
    }

    private void reportProblem(HealthReportBuilder report) {
        if (problem.isEmpty()) {
            report.add(settings.channel(), true);
        } else {
            report.add(settings.channel(), false, problem);
        }
    }
}
