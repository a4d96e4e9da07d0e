package dev.mooring.delivery;

import java.lang.invoke.MethodHandles;
import java.time.Duration;
import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** Everything that probes say in the log. */
@MessageLogger(projectCode = "MOOR")
interface ProbeLog extends BasicLogger {

    ProbeLog LOG = Logger.getMessageLogger(MethodHandles.lookup(), ProbeLog.class, "dev.mooring.delivery");

    @LogMessage(level = Level.INFO)
    @Message(id = 12000, value = "Delivery is probed: a number every %s at each of %s sites, lost after %s")
    void on(Duration interval, int sites, Duration deadline);

    @LogMessage(level = Level.WARN)
    @Message(
            id = 12001,
            value = "Site %s: %s numbers that the broker acknowledged did not come back within %s; %s in all")
    void lost(String site, long more, Duration deadline, long all);

    @LogMessage(level = Level.WARN)
    @Message(id = 12002, value = "Site %s: the probe is refused: %s")
    void publishRefused(String site, String reason);

    @LogMessage(level = Level.WARN)
    @Message(
            id = 12003,
            value = "Site %s: the broker refuses to subscribe %s; the probe rests until the next connection")
    void subscribeRefused(String site, String topic);

    @LogMessage(level = Level.DEBUG)
    @Message(id = 12004, value = "Site %s: number %s of the probe was not published: %s")
    void notPublished(String site, long number, String reason);
}
