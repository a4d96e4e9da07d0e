package dev.mooring.channel;

import dev.mooring.mqtt.TopicName;
import dev.mooring.site.Site;
import org.jspecify.annotations.Nullable;

/** An enabled site as an outgoing channel sees it: knows the channel's topic there. Safe on any thread. */
final class Destination {

    private final Site site;
    private final OutgoingSettings settings;
    private final boolean selected;
    /** Made once, since a topic knows its bytes; by whichever thread comes first. */
    private volatile @Nullable TopicName topic;

    Destination(Site site, OutgoingSettings settings) {
        this.site = site;
        this.settings = settings;
        this.selected = settings.sites().selects(site.name());
    }

    Site site() {
        return site;
    }

    /** Whether the channel selects it. */
    boolean isSelected() {
        return selected;
    }

    /**
     * Where a message goes at this site.
     *
     * @param wanted the topic the message asks for, or null for that of the channel
     * @throws IllegalArgumentException when that is no topic
     */
    TopicName topic(@Nullable String wanted) {
        if (wanted != null) {
            return full(wanted);
        }
        TopicName known = topic;
        if (known == null) {
            known = full(settings.topic().value());
            topic = known;
        }
        return known;
    }

    private TopicName full(String topicOfMessage) {
        return new TopicName(
                settings.absoluteTopic() ? topicOfMessage : site.settings().below(topicOfMessage));
    }
}
