package dev.mooring.delivery;

import java.nio.file.Path;
import java.util.List;

/** A kind of service: how it is started, and what it understands. */
interface ServiceUnderFaults {

    /** What starts it: it writes that journal, and is connected at those places. */
    List<String> command(Path journal, List<Place> places);

    /** Its client id at a place. */
    String clientId(Place place);

    /** Publishes what its handlers understand. */
    Feed feed(Place place, QuickSessions sessions);
}
