package dev.mooring.retained;

import java.lang.invoke.MethodHandles;
import org.jboss.logging.Logger;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** What this room says in the log; ids from 11000. */
@MessageLogger(projectCode = "MOOR")
interface RetainedLog {

    RetainedLog LOG = Logger.getMessageLogger(MethodHandles.lookup(), RetainedLog.class, "dev.mooring.retained");
    /** Lines about who changed what. */
    RetainedLog AUDIT = Logger.getMessageLogger(MethodHandles.lookup(), RetainedLog.class, "dev.mooring.audit");

    @LogMessage(level = Logger.Level.INFO)
    @Message(
            id = 11000,
            value =
                    "Retained messages of site %s purged by %s, filter %s, dry run %s: %d found, %d selected, %d purged,"
                            + " %d kept, %d gone, %d changed, %d failed")
    void purged(
            String site,
            String who,
            String filter,
            boolean dryRun,
            long found,
            long selected,
            long purged,
            long kept,
            long gone,
            long changed,
            long failed);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 11001, value = "Purge of retained messages of site %s by %s, filter %s, ended early: %s")
    void purgeFailed(String site, String who, String filter, String why);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 11020, value = "Retention rule %s of site %s skipped: %s")
    void ruleSkipped(String rule, String site, String why);
}
