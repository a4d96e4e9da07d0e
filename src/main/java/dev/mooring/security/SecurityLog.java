package dev.mooring.security;

import java.lang.invoke.MethodHandles;
import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** Everything this room says in the log. */
@MessageLogger(projectCode = "MOOR")
interface SecurityLog extends BasicLogger {

    SecurityLog LOG = Logger.getMessageLogger(MethodHandles.lookup(), SecurityLog.class, "dev.mooring.security");

    @LogMessage(level = Level.WARN)
    @Message(id = 7001, value = "mooring.security.mode=off: everybody who reaches this service may do everything")
    void off();

    @LogMessage(level = Level.WARN)
    @Message(
            id = 7002,
            value = "No user is configured (mooring.security.users.*): REST calls that need a role are refused")
    void nobody();
}
