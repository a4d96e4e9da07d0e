package dev.mooring.exchange;

import java.lang.invoke.MethodHandles;
import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** Everything this room says in the log. */
@MessageLogger(projectCode = "MOOR")
interface ExchangeLog extends BasicLogger {

    ExchangeLog LOG = Logger.getMessageLogger(MethodHandles.lookup(), ExchangeLog.class, "dev.mooring.exchange");

    @LogMessage(level = Level.WARN)
    @Message(id = 10001, value = "Event clients did not say goodbye in time: %s")
    void noFarewell(String reason);

    @LogMessage(level = Level.INFO)
    @Message(id = 10002, value = "Site %s: %s follows %s over HTTP")
    void tailBegan(String site, String user, String filter);

    @LogMessage(level = Level.INFO)
    @Message(id = 10003, value = "Site %s: %s published an event of type %s to %s over HTTP")
    void published(String site, String user, String type, String topic);
}
