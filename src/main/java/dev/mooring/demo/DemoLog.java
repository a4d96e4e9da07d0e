package dev.mooring.demo;

import java.lang.invoke.MethodHandles;
import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** Everything this room says in the log. */
@MessageLogger(projectCode = "MOOR")
interface DemoLog extends BasicLogger {

    DemoLog LOG = Logger.getMessageLogger(MethodHandles.lookup(), DemoLog.class, "dev.mooring.demo");

    @LogMessage(level = Level.INFO)
    @Message(id = 6001, value = "Embedded broker at %s")
    void embedded(String url);

    @LogMessage(level = Level.INFO)
    @Message(id = 6002, value = "%s")
    void welcome(String text);

    @LogMessage(level = Level.INFO)
    @Message(id = 6003, value = "Demo device: heard %s")
    void deviceHeard(String payload);
}
