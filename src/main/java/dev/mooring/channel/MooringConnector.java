package dev.mooring.channel;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mooring.site.Sites;
import io.smallrye.reactive.messaging.annotations.ConnectorAttribute;
import io.smallrye.reactive.messaging.annotations.ConnectorAttribute.Direction;
import io.smallrye.reactive.messaging.connector.InboundConnector;
import io.smallrye.reactive.messaging.connector.OutboundConnector;
import io.smallrye.reactive.messaging.health.HealthReport;
import io.smallrye.reactive.messaging.health.HealthReport.HealthReportBuilder;
import io.smallrye.reactive.messaging.health.HealthReporter;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;

/** The connector {@code mooring}, as reactive messaging calls it. */
@ApplicationScoped
@Connector(MooringConnector.NAME)
@ConnectorAttribute(
        name = "topic",
        type = "string",
        direction = Direction.INCOMING_AND_OUTGOING,
        description =
                "Topic filter (incoming) or topic (outgoing), below the prefix of each site. Default: the channel's name")
@ConnectorAttribute(
        name = "absolute-topic",
        type = "boolean",
        defaultValue = "false",
        direction = Direction.INCOMING_AND_OUTGOING,
        description = "Whether topics are taken as they are, without the site's prefix")
@ConnectorAttribute(
        name = "sites",
        type = "string",
        defaultValue = "*",
        direction = Direction.INCOMING_AND_OUTGOING,
        description = "Sites, comma-separated: names, or globs with * and ?. Incoming: also those that appear later."
                + " Outgoing: where a message goes that names no site and answers none")
@ConnectorAttribute(
        name = "qos",
        type = "int",
        defaultValue = "1",
        direction = Direction.INCOMING_AND_OUTGOING,
        description =
                "Quality of service, 0 to 2: what is subscribed or published with, as far as the broker grants it")
@ConnectorAttribute(
        name = "failure-strategy",
        type = "string",
        defaultValue = "retry",
        direction = Direction.INCOMING,
        description = "What becomes of a message whose handler failed: retry (in place, then dead-letter), dead-letter,"
                + " ignore (acknowledge) or fail (stop, unacknowledged)")
@ConnectorAttribute(
        name = "retry-attempts",
        type = "int",
        defaultValue = "3",
        direction = Direction.INCOMING,
        description = "How often a handler that failed is asked again")
@ConnectorAttribute(
        name = "retry-backoff",
        type = "string",
        defaultValue = "500ms",
        direction = Direction.INCOMING,
        description = "Pause before the first retry; doubles each time, up to a minute")
@ConnectorAttribute(
        name = "concurrency",
        type = "int",
        defaultValue = "1",
        direction = Direction.INCOMING,
        description =
                "How many messages of one site are handled at the same time; messages of one topic keep their order")
@ConnectorAttribute(
        name = "buffer-size",
        type = "int",
        defaultValue = "128",
        direction = Direction.INCOMING,
        description = "How many messages of QoS 0 may wait for a handler before they are dropped and counted")
@ConnectorAttribute(
        name = "handler-timeout",
        type = "string",
        defaultValue = "60s",
        direction = Direction.INCOMING,
        description = "How long a handler may take before its message goes to the dead letters")
@ConnectorAttribute(
        name = "dedupe-ttl",
        type = "string",
        direction = Direction.INCOMING,
        description = "How long an event is remembered to recognise duplicates, 0s for not at all; by default"
                + " mooring.events.dedupe-ttl")
@ConnectorAttribute(
        name = "dedupe-max-entries",
        type = "int",
        direction = Direction.INCOMING,
        description = "How many events each lane remembers; by default mooring.events.dedupe-max-entries")
@ConnectorAttribute(
        name = "broadcast",
        type = "boolean",
        defaultValue = "false",
        direction = Direction.INCOMING,
        description = "Whether several consumers get each message; it is acknowledged when all are done")
@ConnectorAttribute(
        name = "retain",
        type = "boolean",
        defaultValue = "false",
        direction = Direction.OUTGOING,
        description = "Whether the broker keeps the message")
@ConnectorAttribute(
        name = "merge",
        type = "boolean",
        defaultValue = "false",
        direction = Direction.OUTGOING,
        description = "Whether several methods may send to the channel")
@ConnectorAttribute(
        name = "max-inflight-messages",
        type = "int",
        defaultValue = "1000",
        direction = Direction.OUTGOING,
        description = "How many messages may wait for their acknowledgement before the sender has to wait")
@ConnectorAttribute(
        name = "health-enabled",
        type = "boolean",
        defaultValue = "true",
        direction = Direction.INCOMING_AND_OUTGOING,
        description = "Whether the channel appears in health reports")
@ConnectorAttribute(
        name = "health-readiness-enabled",
        type = "boolean",
        defaultValue = "true",
        direction = Direction.INCOMING_AND_OUTGOING,
        description = "Whether the channel appears in the readiness report")
@ConnectorAttribute(
        name = "health-liveness-enabled",
        type = "boolean",
        defaultValue = "true",
        direction = Direction.INCOMING_AND_OUTGOING,
        description = "Whether the channel appears in the liveness report")
class MooringConnector implements InboundConnector, OutboundConnector, HealthReporter {

    static final String NAME = "mooring";

    private final Sites sites;
    private final DeadLetters deadLetters;
    private final PayloadWriter writer;
    private final ConcurrentMap<String, IncomingChannel> incoming = new ConcurrentHashMap<>();
    private final List<OutgoingChannel> outgoing = new CopyOnWriteArrayList<>();

    MooringConnector(Sites sites, Clock clock, ObjectMapper json) {
        this.sites = sites;
        this.deadLetters = new DeadLetters(clock);
        this.writer = new PayloadWriter(json);
    }

    /** One lane of an incoming channel; called once for each, see {@link LanesInterceptor}. */
    @Override
    public Flow.Publisher<? extends Message<?>> getPublisher(Config config) {
        IncomingSettings settings = IncomingSettings.read(config);
        return incoming.computeIfAbsent(
                        settings.channel(), channel -> new IncomingChannel(settings, sites, deadLetters))
                .addSource();
    }

    @Override
    public Flow.Subscriber<? extends Message<?>> getSubscriber(Config config) {
        OutgoingChannel channel = new OutgoingChannel(OutgoingSettings.read(config), sites, writer);
        outgoing.add(channel);
        return channel.subscriber();
    }

    /** Up when the channels are wired, and the sites they take messages of have tried to connect. */
    @Override
    public HealthReport getStartup() {
        HealthReportBuilder report = HealthReport.builder();
        incoming.values().forEach(channel -> channel.reportStartup(report));
        outgoing.forEach(channel -> channel.reportStartup(report));
        return report.build();
    }

    /** Down while a handler is stuck or a channel stopped; never because of a broker. */
    @Override
    public HealthReport getReadiness() {
        HealthReportBuilder report = HealthReport.builder();
        incoming.values().forEach(channel -> channel.reportReadiness(report));
        outgoing.forEach(channel -> channel.reportReadiness(report));
        return report.build();
    }

    /** Down while a handler is stuck or a channel stopped, since a restart would help; never because of a broker. */
    @Override
    public HealthReport getLiveness() {
        HealthReportBuilder report = HealthReport.builder();
        incoming.values().forEach(channel -> channel.reportLiveness(report));
        outgoing.forEach(channel -> channel.reportLiveness(report));
        return report.build();
    }
}
