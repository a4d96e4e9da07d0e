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

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 4030, value = "Site %s: update status of a device refused, %s (%d were since the start)")
    void reportRefused(String site, String why, long refused);

    @LogMessage(level = Logger.Level.WARN)
    @Message(
            id = 4045,
            value = "Update status of %s cannot be kept for now; it is tried again (%d wait, unacknowledged)")
    void reportRetried(MacAddress mac, int waiting, @Cause Throwable cause);

    @LogMessage(level = Logger.Level.WARN)
    @Message(
            id = 4046,
            value = "Update status of %s is left with the broker, unacknowledged, until the next connection:"
                    + " %d wait for the disk already")
    void reportLeft(MacAddress mac, int waiting);

    @LogMessage(level = Logger.Level.WARN)
    @Message(
            id = 4047,
            value =
                    "Site %s: what is no update status was not published to the dead letters, and stays unacknowledged: %s")
    void reportNotDeadLettered(String site, String cause);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 4032, value = "What is kept of the update status of %s is damaged and left out")
    void reportsDamaged(MacAddress mac);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 4033, value = "What was damaged of the update status of %s was set aside as %s")
    void reportsSetAside(MacAddress mac, String name);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 4034, value = "Update status of devices cannot be kept in %s (mooring.devices.directory) for now")
    void reportsUnusable(Path directory, @Cause Throwable cause);

    @LogMessage(level = Logger.Level.ERROR)
    @Message(id = 4035, value = "Somebody who wants to know what devices say failed at the update status of %s")
    void reportNotTold(MacAddress mac, @Cause Throwable cause);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 4036, value = "Site %s: the desired state of %s was not published")
    void desiredStateFailed(String site, MacAddress mac, @Cause Throwable cause);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 4037, value = "Site %s: the desired state of all devices was not published")
    void desiredStatesFailed(String site, @Cause Throwable cause);

    @LogMessage(level = Logger.Level.ERROR)
    @Message(
            id = 4040,
            value = "Rollout file %s holds no rollout; it is left alone, and nobody is told about its asset")
    void rolloutDamaged(String name);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 4041, value = "Rollout %s of %s to %d devices in %d stages begins")
    void rolloutBegins(String id, String asset, int devices, int stages);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 4042, value = "Rollout %s of %s is %s, stage %d of %d. %s")
    void rolloutChanged(String id, String asset, String state, int stage, int stages, String reason);

    @LogMessage(level = Logger.Level.ERROR)
    @Message(id = 4043, value = "Rollout %s could not be kept; it stays as it was until the next report")
    void rolloutNotKept(String id, @Cause Throwable cause);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 4044, value = "Rollouts cannot be kept (below mooring.devices.directory) for now")
    void rolloutsUnusable(@Cause Throwable cause);

    @LogMessage(level = Logger.Level.ERROR)
    @Message(id = 4010, value = "The disk under mooring.devices.directory is full; what was to be saved is refused: %s")
    void diskFull(String reason);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 4011, value = "Config of %s is saved, but not yet kept as revision %d; its next save does that first")
    void revisionLate(MacAddress mac, long version, @Cause Throwable cause);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 4012, value = "Config of %s is restored from revision %d")
    void restored(MacAddress mac, long version);

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
