package dev.mooring.problem;

import java.lang.invoke.MethodHandles;
import org.jboss.logging.Logger;
import org.jboss.logging.annotations.Cause;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** What this room says in the log; ids from 8000. */
@MessageLogger(projectCode = "MOOR")
interface ProblemLog {

    ProblemLog LOG = Logger.getMessageLogger(MethodHandles.lookup(), ProblemLog.class, "dev.mooring.problem");

    @LogMessage(level = Logger.Level.ERROR)
    @Message(id = 8000, value = "%s %s failed unexpectedly, answered %d with instance %s")
    void unexpected(String method, String path, int status, String instance, @Cause Throwable cause);
}
