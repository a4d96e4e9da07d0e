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

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 4020, value = "Asset %s uploaded, %d bytes, version %d")
    void uploaded(String asset, long bytes, long version);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 4021, value = "Asset %s deleted")
    void assetDeleted(AssetName asset);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 4022, value = "Asset %s was not uploaded but put into its directory: %d bytes, taken as version %d")
    void assetFound(AssetName asset, long bytes, long version);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 4023, value = "Upload of an asset refused: its signature is not good, or not at this time")
    void signatureRefused();

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 4024, value = "Upload of an asset broke off after %d bytes: %s")
    void uploadBroke(long bytes, String reason);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 4025, value = "Assets cannot be saved in %s (mooring.devices.directory) for now")
    void assetsUnusable(Path directory, @Cause Throwable cause);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 4026, value = "Upload of an asset refused: %d are under way")
    void tooManyUploads(int underWay);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 4027, value = "Download of asset %s cut off: %s")
    void downloadCut(String asset, String reason);
}
