package dev.mooring.channel;

import dev.mooring.event.DeadLetter;
import dev.mooring.mqtt.Acknowledgement;
import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.MessageHandler;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.site.Site;
import dev.mooring.site.Sites;
import io.smallrye.reactive.messaging.health.HealthReport.HealthReportBuilder;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One topic filter over many sites. Each enabled site that is there at the start has lanes of its own; those that come
 * later share the lanes that serve the fewest. Safe on any thread.
 */
final class IncomingChannel {

    private final IncomingSettings settings;
    private final Sites sites;
    private final DeadLetters deadLetters;
    private final List<Site> atStart;
    private final List<LaneSource> sources = new CopyOnWriteArrayList<>();
    private final List<Berth> berths = new CopyOnWriteArrayList<>();
    private final AtomicBoolean opened = new AtomicBoolean();

    IncomingChannel(IncomingSettings settings, Sites sites, DeadLetters deadLetters) {
        this.settings = settings;
        this.sites = sites;
        this.deadLetters = deadLetters;
        this.atStart = sites.all().stream()
                .filter(LaneCount::isEnabled)
                .filter(this::selects)
                .toList();
    }

    private boolean selects(Site site) {
        return settings.sites().selects(site.name());
    }

    /** One more copy of the channel, for the framework to subscribe to. */
    LaneSource addSource() {
        Context context = context(sources.size());
        LaneSource source = new LaneSource(
                () -> new Lane(settings, deadLetters, context), settings.broadcast(), this::openWhenSubscribed);
        sources.add(source);
        return source;
    }

    /** The event loop of the site that the lane will serve; any for one that serves none yet. */
    private Context context(int lane) {
        int site = lane / settings.concurrency();
        List<Context> loops = sites.eventLoops();
        return site < atStart.size() ? atStart.get(site).context() : loops.get(lane % loops.size());
    }

    /** Takes no message before there is somebody for it on every lane. */
    private void openWhenSubscribed() {
        if (sources.stream().allMatch(LaneSource::isSubscribed) && opened.compareAndSet(false, true)) {
            moor();
            ChannelLog.LOG.opened(settings.channel(), settings.topic().value(), settings.sites(), sources.size());
            if (sites.all().stream().noneMatch(this::selects) && !sites.isOff()) {
                ChannelLog.LOG.nobodySelected(settings.channel(), settings.sites());
            }
            sites.whenAdded(this::join);
        }
    }

    private void moor() {
        int width = Math.min(settings.concurrency(), sources.size());
        for (int from = 0; from + width <= sources.size(); from += width) {
            berths.add(new Berth(sources.subList(from, from + width)));
        }
    }

    private void join(Site site) {
        if (!selects(site)) {
            return;
        }
        Berth berth = berth(site);
        berth.sites.incrementAndGet();
        TopicFilter filter = settings.filter(site.settings()::below);
        site.subscribe(filter, settings.qos(), new SiteHandler(site, berth, DeadLetter.areMeantBy(filter)));
    }

    private Berth berth(Site site) {
        int own = atStart.indexOf(site);
        return own >= 0 && own < berths.size()
                ? berths.get(own)
                : berths.stream()
                        .min(Comparator.comparingInt(berth -> berth.sites.get()))
                        .orElseThrow();
    }

    /** A channel that nobody has subscribed to yet does not hold up the start: a stream may find its consumer later. */
    void reportStartup(HealthReportBuilder report) {
        if (settings.health().startup()) {
            report.add(settings.channel(), !opened.get() || atStart.stream().allMatch(Site::attempted));
        }
    }

    void reportReadiness(HealthReportBuilder report) {
        if (settings.health().readiness()) {
            reportProblems(report);
        }
    }

    void reportLiveness(HealthReportBuilder report) {
        if (settings.health().liveness()) {
            reportProblems(report);
        }
    }

    private void reportProblems(HealthReportBuilder report) {
        List<String> problems = sources.stream()
                .flatMap(source -> source.problems().stream())
                .distinct()
                .toList();
        if (problems.isEmpty()) {
            report.add(settings.channel(), true);
        } else {
            report.add(settings.channel(), false, String.join("; ", problems));
        }
    }

    /** The lanes of a site; several sites may lie at one. */
    private static final class Berth {
        private final List<LaneSource> lanes;
        private final AtomicInteger sites = new AtomicInteger();

        Berth(List<LaneSource> lanes) {
            this.lanes = List.copyOf(lanes);
        }

        /** The same for every message of a topic, so that they stay in order. */
        LaneSource lane(String topic) {
            return lanes.get(Math.floorMod(topic.hashCode(), lanes.size()));
        }
    }

    /** Takes the messages of one site. */
    private static final class SiteHandler implements MessageHandler {
        private final Site site;
        private final Berth berth;
        private final boolean wantsDeadLetters;

        SiteHandler(Site site, Berth berth, boolean wantsDeadLetters) {
            this.site = site;
            this.berth = berth;
            this.wantsDeadLetters = wantsDeadLetters;
        }

        @Override
        public void handle(InboundMessage message, Acknowledgement done) {
            String topic = message.topic().value();
            if (!wantsDeadLetters && DeadLetter.isOne(topic)) {
                done.run();
            } else {
                berth.lane(topic).offer(site, message, done);
            }
        }

        @Override
        public void resumed() {
            berth.lanes.forEach(lane -> lane.resumed(site));
        }

        @Override
        public Future<Void> quiesce() {
            List<Future<Void>> all = new ArrayList<>();
            berth.lanes.forEach(lane -> all.add(lane.quiesce(site)));
            return Future.join(all).mapEmpty();
        }
    }
}
