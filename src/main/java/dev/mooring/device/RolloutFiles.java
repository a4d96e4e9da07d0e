package dev.mooring.device;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Rollouts as files, one each. Every method blocks on the disk. */
final class RolloutFiles {

    private static final String SUFFIX = ".json";

    private final DurableDirectory directory;
    private final ObjectMapper mapper;

    RolloutFiles(Path directory, ObjectMapper mapper) {
        this.directory = new DurableDirectory(directory);
        this.mapper = mapper;
    }

    /** Those that were saved; one that somebody damaged is left out and said. */
    List<Rollout> load() throws IOException {
        directory.prepare();
        List<Rollout> rollouts = new ArrayList<>();
        for (String name : directory.list(each -> each.endsWith(SUFFIX))) {
            try {
                rollouts.add(mapper.readValue(directory.read(name).orElseThrow(), Rollout.class));
            } catch (JsonProcessingException e) {
                DeviceLog.LOG.rolloutDamaged(name);
            }
        }
        return rollouts;
    }

    void save(Rollout rollout) throws IOException {
        String name = rollout.id() + SUFFIX;
        directory.put(directory.temporary(name, mapper.writeValueAsBytes(rollout)), name);
    }

    void delete(Rollout rollout) throws IOException {
        directory.delete(rollout.id() + SUFFIX);
    }
}
