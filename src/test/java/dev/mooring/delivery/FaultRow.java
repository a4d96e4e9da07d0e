package dev.mooring.delivery;

import java.util.EnumSet;
import java.util.Set;

/** A line of the table: numbers under these faults. */
enum FaultRow {
    CUTS,
    PARTITIONS,
    TAKEOVERS,
    FROZEN_BROKER,
    BROKER_RESTARTS,
    SLOW_HANDLERS,
    SERVICE_KILLS,
    /** At each strike, whatever comes. */
    ALL_TOGETHER;

    Set<Strike> faults() {
        return switch (this) {
            case CUTS -> EnumSet.of(Strike.CUT);
            case PARTITIONS -> EnumSet.of(Strike.PARTITION);
            case TAKEOVERS -> EnumSet.of(Strike.TAKEOVER);
            case FROZEN_BROKER -> EnumSet.of(Strike.FREEZE);
            case BROKER_RESTARTS -> EnumSet.of(Strike.RESTART);
            case SLOW_HANDLERS -> EnumSet.of(Strike.SLOW_HANDLER);
            case SERVICE_KILLS -> EnumSet.of(Strike.KILL);
            case ALL_TOGETHER -> EnumSet.allOf(Strike.class);
        };
    }

    /** Whether a broker is needed that is a process of its own. */
    boolean needsBrokerProcess() {
        return faults().stream().allMatch(fault -> fault.target() == Strike.Target.BROKER);
    }
}
