package dev.mooring.site;

/** What hears the messages of all sites, for rooms that know nothing of sessions. */
@FunctionalInterface
public interface SiteListener {

    /**
     * Takes one message, on the site's event loop, and must not block it.
     *
     * @param site    where it arrived
     * @param topic   where it was published, the site's prefix included
     * @param payload what; not to be changed
     * @param done    to be run once, from any thread, when the message may be acknowledged
     */
    void heard(Site site, String topic, byte[] payload, Runnable done);
}
