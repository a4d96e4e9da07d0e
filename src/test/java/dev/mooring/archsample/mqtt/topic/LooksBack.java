package dev.mooring.archsample.mqtt.topic;

import dev.mooring.archsample.mqtt.TopicName;
import org.jspecify.annotations.Nullable;

final class LooksBack {
    @Nullable
    TopicName name;
}
