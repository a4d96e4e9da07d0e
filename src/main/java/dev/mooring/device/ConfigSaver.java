package dev.mooring.device;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.problem.Problem;
import jakarta.inject.Singleton;
import java.io.IOException;
import org.jboss.resteasy.reactive.RestResponse;

/** Saves configs and tells the devices; only what is on disk is announced. Worker threads: it blocks on the disk. */
@Singleton
class ConfigSaver {

    private final ConfigFiles files;
    private final UpdateNotifier updates;

    ConfigSaver(ConfigFiles files, UpdateNotifier updates) {
        this.files = files;
        this.updates = updates;
    }

    /**
     * Saves a config, then tells the device.
     *
     * @param device whose it is
     * @param content it
     * @param bytes the same as it goes into the file
     * @param terms when not to
     * @return the answer to who asked for it
     * @throws IOException if the disk refuses: nothing is announced
     */
    RestResponse<ConfigDetail> save(MacAddress device, JsonNode content, byte[] bytes, SaveTerms terms)
            throws IOException {
        SaveOutcome outcome = outcome(device, bytes, terms);
        if (outcome instanceof SaveOutcome.Exists) {
            throw Problem.recordExists("There is a config of " + device + " already.")
                    .asException();
        }
        if (outcome instanceof SaveOutcome.Unexpected) {
            throw ConfigAnswers.unexpected(device);
        }
        if (outcome instanceof SaveOutcome.Saved saved) {
            DeviceLog.LOG.saved(device, bytes.length);
            updates.configSaved(saved.file());
        }
        return ConfigAnswers.detail(device, content, bytes);
    }

    private SaveOutcome outcome(MacAddress device, byte[] bytes, SaveTerms terms) throws IOException {
        try {
            return files.save(device, bytes, terms);
        } catch (IOException e) {
            throw DiskProblems.of(e);
        }
    }
}
