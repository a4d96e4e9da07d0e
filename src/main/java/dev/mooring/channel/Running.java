package dev.mooring.channel;

import dev.mooring.site.Site;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is with the handlers of a lane, oldest first. A list that its elements hold together, since each message passes
 * through it. Confined to the event loop of its lane.
 */
final class Running {

    private @Nullable Handling first;
    private @Nullable Handling last;

    void add(Handling handling) {
        Handling end = last;
        if (end == null) {
            first = handling;
        } else {
            end.after = handling;
            handling.before = end;
        }
        last = handling;
    }

    /** Takes it out; nothing happens when it is not in it any more. */
    void remove(Handling handling) {
        Handling before = handling.before;
        Handling after = handling.after;
        if (before == null && first != handling) {
            return;
        }
        if (before == null) {
            first = after;
        } else {
            before.after = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.before = before;
        }
        handling.before = null;
        handling.after = null;
    }

    /** The one that runs longest, if any. */
    @Nullable
    Handling oldest() {
        return first;
    }

    /** All of them at present. */
    List<Handling> all() {
        List<Handling> all = new ArrayList<>();
        for (Handling each = first; each != null; each = each.after) {
            all.add(each);
        }
        return all;
    }

    /** Whether a message of that site is among them. */
    boolean hasOf(Site site) {
        for (Handling each = first; each != null; each = each.after) {
            if (each.arrival().site() == site) {
                return true;
            }
        }
        return false;
    }
}
