package dev.mooring.security;

import java.lang.invoke.MethodHandles;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** The lines about who changed what; a category of its own, so that they can go where they are kept. */
@MessageLogger(projectCode = "MOOR")
interface AuditLog {

    AuditLog LOG = Logger.getMessageLogger(MethodHandles.lookup(), AuditLog.class, "dev.mooring.audit");

    @LogMessage(level = Level.INFO)
    @Message(id = 7020, value = "%s from %s: %s %s -> %s in %d ms")
    void request(String who, ClientAddress where, String method, String path, String outcome, long millis);
}
