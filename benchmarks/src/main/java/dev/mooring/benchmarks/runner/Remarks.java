package dev.mooring.benchmarks.runner;

import java.util.ArrayList;
import java.util.List;

/** What makes a figure doubtful: work that was not done, or a stub that was the bottleneck. */
final class Remarks {

    private static final double BUSY = 0.9;

    private Remarks() {}

    static String on(Case of, Result result) {
        if (!result.failure().isEmpty()) {
            return "failed: " + result.failure();
        }
        List<String> all = new ArrayList<>();
        if (result.get("grantedQos") < of.qos()) {
            all.add("with QoS " + (int) result.get("grantedQos"));
        }
        if (result.get("dropped") > 0) {
            all.add("drops");
        }
        if (result.get("failed") > 0) {
            all.add("publishes failed");
        }
        if (of.qos() > 0 && result.get("acknowledged") < result.get("sent")) {
            all.add("not all acknowledged");
        }
        if (of.qos() > 0 && result.get("answered") < result.get("received")) {
            all.add("not all completed");
        }
        if (result.get("stubErrors") > 0) {
            all.add("the stub saw " + (int) result.get("stubErrors") + " packets too many");
        }
        if (result.get("stubCores") > BUSY) {
            all.add("stub busy");
        }
        return String.join("; ", all);
    }
}
