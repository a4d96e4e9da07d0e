package dev.mooring.channel;

import dev.mooring.site.Site;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the messages of one outgoing channel may go, as long as the sites stay the same. Immutable.
 *
 * @param sites    what it was made from
 * @param byName   every enabled site
 * @param selected those that the channel selects
 */
record Destinations(List<Site> sites, Map<String, Destination> byName, List<Destination> selected) {

    static Destinations of(List<Site> sites, OutgoingSettings settings) {
        Map<String, Destination> byName = new HashMap<>();
        List<Destination> selected = new ArrayList<>();
        for (Site site : sites) {
            if (LaneCount.isEnabled(site)) {
                Destination destination = new Destination(site, settings);
                byName.put(site.name(), destination);
                if (destination.isSelected()) {
                    selected.add(destination);
                }
            }
        }
        return new Destinations(sites, Map.copyOf(byName), List.copyOf(selected));
    }

    /** Those that a message goes to which names none: the site that it is an answer to if it is selected, or all. */
    List<Destination> of(String origin) {
        Destination answered = byName.get(origin);
        return answered != null && answered.isSelected() ? List.of(answered) : selected;
    }
}
