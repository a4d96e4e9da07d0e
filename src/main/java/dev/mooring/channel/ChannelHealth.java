package dev.mooring.channel;

/**
 * In which reports of the service's health a channel appears.
 *
 * @param startup   in the startup report
 * @param readiness in the readiness report
 * @param liveness  in the liveness report
 */
record ChannelHealth(boolean startup, boolean readiness, boolean liveness) {

    static ChannelHealth read(Attributes attributes) {
        boolean enabled = attributes.flag("health-enabled", true);
        return new ChannelHealth(
                enabled,
                enabled && attributes.flag("health-readiness-enabled", true),
                enabled && attributes.flag("health-liveness-enabled", true));
    }
}
