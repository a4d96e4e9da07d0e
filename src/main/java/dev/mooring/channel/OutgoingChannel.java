package dev.mooring.channel;

import dev.mooring.mqtt.OutboundMessage;
import dev.mooring.mqtt.PublishListener;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicName;
import dev.mooring.site.Site;
import dev.mooring.site.Sites;
import io.smallrye.reactive.messaging.health.HealthReport.HealthReportBuilder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Flow;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Publishes messages to sites, and acknowledges them when every broker has. Safe on any thread. */
final class OutgoingChannel {

    private final OutgoingSettings settings;
    private final Sites sites;
    private final PayloadWriter writer;
    private volatile Destinations destinations = new Destinations(List.of(), Map.of(), List.of());
    private volatile String problem = "";

    OutgoingChannel(OutgoingSettings settings, Sites sites, PayloadWriter writer) {
        this.settings = settings;
        this.sites = sites;
        this.writer = writer;
    }

    Flow.Subscriber<? extends Message<?>> subscriber() {
        return new SendingSubscriber(settings.maxInflight(), this::send, this::upstreamFailed);
    }

    private void upstreamFailed(Throwable failure) {
        problem = "upstream failed";
        ChannelLog.LOG.upstreamFailed(settings.channel(), failure.toString());
    }

    private void send(Message<?> message, Runnable finished) {
        Sending sending = new Sending(message, settings.channel(), finished);
        List<Destination> receivers;
        List<OutboundMessage> outbound;
        try {
            if (sites.isOff()) {
                announce(sending);
                return;
            }
            OutgoingSiteMetadata wishes = wishes(message);
            receivers = receivers(wishes, message);
            outbound = outbound(receivers, wishes, writer.write(message.getPayload()));
        } catch (RuntimeException e) {
            sending.refused(e);
            return;
        }
        PublishListener listener = outbound.size() == 1 ? sending : new Fanout(sending, outbound.size());
        for (int i = 0; i < outbound.size(); i++) {
            receivers.get(i).site().publish(outbound.get(i), listener);
        }
    }

    /** A publish to nobody, which is counted. */
    private void announce(Sending sending) {
        OutgoingSiteMetadata wishes = wishes(sending.message());
        String topic = wishes.topic();
        OutboundMessage message = outbound(
                wishes,
                topic == null ? settings.topic() : new TopicName(topic),
                writer.write(sending.message().getPayload()));
        sites.announce(message).subscribe().with(nothing -> sending.done(null), sending::refused);
    }

    private static OutgoingSiteMetadata wishes(Message<?> message) {
        return message.getMetadata(OutgoingSiteMetadata.class).orElse(OutgoingSiteMetadata.EMPTY);
    }

    private List<OutboundMessage> outbound(List<Destination> receivers, OutgoingSiteMetadata wishes, byte[] payload) {
        if (receivers.size() == 1) {
            return List.of(outbound(wishes, receivers.get(0).topic(wishes.topic()), payload));
        }
        return receivers.stream()
                .map(each -> outbound(wishes, each.topic(wishes.topic()), payload))
                .toList();
    }

    private OutboundMessage outbound(OutgoingSiteMetadata wishes, TopicName topic, byte[] payload) {
        QoS qos = wishes.qos();
        Boolean retain = wishes.retain();
        return new OutboundMessage(
                topic,
                payload,
                qos == null ? settings.qos() : qos,
                retain == null ? settings.retain() : retain,
                wishes.properties());
    }

    /**
     * The site that the metadata names; else the one that the message is an answer to, if the channel selects it; else
     * all that the channel selects.
     */
    private List<Destination> receivers(OutgoingSiteMetadata wishes, Message<?> message) {
        Destinations known = destinations();
        String named = wishes.site();
        if (named != null) {
            return List.of(enabled(named, known));
        }
        if (known.selected().isEmpty()) {
            throw new IllegalArgumentException(
                    "channel '" + settings.channel() + "': no enabled site matches " + settings.sites());
        }
        if (known.selected().size() == 1) {
            return known.selected();
        }
        return message.getMetadata(SiteMessageMetadata.class)
                .map(origin -> known.of(origin.site()))
                .orElse(known.selected());
    }

    private Destinations destinations() {
        List<Site> all = sites.all();
        Destinations known = destinations;
        if (known.sites() != all) {
            known = Destinations.of(all, settings);
            destinations = known;
        }
        return known;
    }

    private Destination enabled(String name, Destinations known) {
        Destination destination = known.byName().get(name);
        if (destination == null) {
            String wrong = sites.find(name).isPresent()
                    ? "site '" + name + "' is disabled"
                    : "there is no site '" + name + "'";
            throw new IllegalArgumentException("channel '" + settings.channel() + "': " + wrong);
        }
        return destination;
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
