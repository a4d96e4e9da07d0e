package dev.mooring.device;

import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import org.jboss.logging.Logger;
import org.jboss.logging.annotations.Cause;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** What this room says in the log; ids from 4000. */
@MessageLogger(projectCode = "MOOR")
interface DeviceLog {

    DeviceLog LOG = Logger.getMessageLogger(MethodHandles.lookup(), DeviceLog.class, "dev.mooring.device");

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 4000, value = "Config of %s saved, %d bytes")
    void saved(MacAddress mac, int bytes);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 4001, value = "Config of %s deleted")
    void deleted(MacAddress mac);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 4002, value = "Update notification on %s for %s was not delivered")
    void notificationFailed(String topic, String fileName, @Cause Throwable cause);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 4003, value = "Configs cannot be saved in %s (mooring.devices.directory) for now")
    void directoryUnusable(Path directory, @Cause Throwable cause);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 4004, value = "Config file of %s holds no JSON; it is listed without its names")
    void damaged(MacAddress mac);

    @LogMessage(level = Logger.Level.ERROR)
    @Message(id = 4010, value = "The disk under mooring.devices.directory is full; what was to be saved is refused: %s")
    void diskFull(String reason);
}
