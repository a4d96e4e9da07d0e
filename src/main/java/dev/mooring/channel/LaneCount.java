package dev.mooring.channel;

import dev.mooring.site.Site;
import dev.mooring.site.Sites;
import io.quarkus.arc.Unremovable;
import io.quarkus.smallrye.reactivemessaging.runtime.SmallRyeReactiveMessagingRecorder.SmallRyeReactiveMessagingContext;
import jakarta.enterprise.context.ApplicationScoped;

/** How many lanes an incoming channel gets: {@code concurrency} for each enabled site it takes messages of. */
@ApplicationScoped
@Unremovable // LanesInterceptor, which is no bean, asks for it
class LaneCount {

    /**
     * Mutiny merges 128 streams at most, and never subscribes to the others. Copies of a channel are merged again when
     * their messages go on to another channel, or to an injected stream.
     */
    private static final int MAX_MERGED = 128;

    private final Sites sites;
    private final SmallRyeReactiveMessagingContext consumers;

    LaneCount(Sites sites, SmallRyeReactiveMessagingContext consumers) {
        this.sites = sites;
        this.consumers = consumers;
    }

    /**
     * The number of lanes, at least 1. What is wrong with the values says {@link IncomingSettings}, soon after.
     *
     * @param channel   its name
     * @param selection the attribute {@code sites}
     * @param perSite   the attribute {@code concurrency}
     */
    int of(String channel, String selection, String perSite) {
        try {
            int lanes = Math.max(1, Integer.parseInt(perSite.strip()));
            int blocks = Math.max(1, selected(SiteSelection.parse(selection)));
            if (isMerged(channel)) {
                int merged = Math.min(lanes, MAX_MERGED);
                return merged * Math.min(blocks, MAX_MERGED / merged);
            }
            return Math.multiplyExact(lanes, blocks);
        } catch (IllegalArgumentException | ArithmeticException e) {
            return 1;
        }
    }

    private int selected(SiteSelection selection) {
        return (int) sites.all().stream()
                .filter(LaneCount::isEnabled)
                .filter(site -> selection.selects(site.name()))
                .count();
    }

    /** Whether the site connects when the service starts. */
    static boolean isEnabled(Site site) {
        return site.settings().enabled();
    }

    private boolean isMerged(String channel) {
        return consumers.getMediatorConfigurations().stream()
                        .anyMatch(method -> method.getIncoming().contains(channel)
                                && !method.getOutgoings().isEmpty())
                || consumers.getChannelConfigurations().stream().anyMatch(each -> channel.equals(each.channelName));
    }
}
