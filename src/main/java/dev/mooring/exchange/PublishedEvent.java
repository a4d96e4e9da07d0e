package dev.mooring.exchange;

/**
 * An event that was taken for publishing.
 *
 * @param id    its id
 * @param site  where it is published
 * @param topic the whole topic
 */
public record PublishedEvent(String id, String site, String topic) {}
