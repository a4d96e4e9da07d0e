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

    Set<Fault> faults() {
        return switch (this) {
            case CUTS -> EnumSet.of(Fault.CUT);
            case PARTITIONS -> EnumSet.of(Fault.PARTITION);
            case TAKEOVERS -> EnumSet.of(Fault.TAKEOVER);
            case FROZEN_BROKER -> EnumSet.of(Fault.FREEZE);
            case BROKER_RESTARTS -> EnumSet.of(Fault.RESTART);
            case SLOW_HANDLERS -> EnumSet.of(Fault.SLOW_HANDLER);
            case SERVICE_KILLS -> EnumSet.of(Fault.KILL);
            case ALL_TOGETHER -> EnumSet.allOf(Fault.class);
        };
    }

    /** Whether a broker is needed that is a process of its own. */
    boolean needsBrokerProcess() {
        return faults().stream().allMatch(fault -> fault.target() == Fault.Target.BROKER);
    }
}
