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

    @LogMessage(level = Level.WARN)
    @Message(id = 7010, value = "Login of '%s' from %s failed")
    void loginFailed(String user, ClientAddress address);

    @LogMessage(level = Level.WARN)
    @Message(id = 7011, value = "Login of '%s' from %s failed once too often: locked from there for %d s")
    void lockedUser(String user, ClientAddress address, long seconds);

    @LogMessage(level = Level.WARN)
    @Message(id = 7012, value = "Logins from %s failed too often: all of them locked for %d s")
    void lockedAddress(ClientAddress address, long seconds);
}
