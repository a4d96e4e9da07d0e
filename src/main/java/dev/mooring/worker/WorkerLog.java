package dev.mooring.worker;

import dev.mooring.mqtt.TopicName;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** Everything this room says in the log; ids 11060 to 11099. */
@MessageLogger(projectCode = "MOOR")
interface WorkerLog extends BasicLogger {

    WorkerLog LOG = Logger.getMessageLogger(MethodHandles.lookup(), WorkerLog.class, "dev.mooring.worker");

    @LogMessage(level = Level.INFO)
    @Message(id = 11060, value = "Site %s: worker %s is registered on %s")
    void registered(String site, WorkerId worker, TopicName topic);

    @LogMessage(level = Level.INFO)
    @Message(id = 11061, value = "Site %s: worker %s is gone, its topic was cleared")
    void closed(String site, WorkerId worker);

    @LogMessage(level = Level.WARN)
    @Message(
            id = 11062,
            value =
                    "Site %s: the broker did not confirm within %s that the topic of worker %s is cleared; its will may")
    void notCleared(String site, Duration deadline, WorkerId worker);

    @LogMessage(level = Level.INFO)
    @Message(
            id = 11063,
            value = "Site %s: what worker %s says on %s was cleared or overwritten while it is there; it says so again."
                    + " %d times before were not logged")
    void reasserted(String site, WorkerId worker, TopicName topic, long leftOut);

    @LogMessage(level = Level.WARN)
    @Message(id = 11064, value = "Site %s: another client has the client id of worker %s")
    void takenOver(String site, WorkerId worker);

    @LogMessage(level = Level.ERROR)
    @Message(id = 11065, value = "Site %s: the broker refuses worker %s: %s")
    void refused(String site, WorkerId worker, String cause);

    @LogMessage(level = Level.WARN)
    @Message(id = 11066, value = "Workers were not cleared in time: %s")
    void noFarewell(String reason);

    @LogMessage(level = Level.WARN)
    @Message(id = 11069, value = "Site %s: what the broker keeps of workers could not be listed: %s")
    void notListed(String site, String why);

    @LogMessage(level = Level.WARN)
    @Message(id = 11070, value = "Site %s: more than %d workers; those beyond are left out")
    void tooMany(String site, int most);

    @LogMessage(level = Level.INFO)
    @Message(id = 11071, value = "Site %s: %s follows its workers over HTTP")
    void streamBegan(String site, String user);
}
