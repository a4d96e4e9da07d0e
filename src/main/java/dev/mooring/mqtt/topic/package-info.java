/**
 * Which values are wanted for a topic.
 *
 * <p>Door: {@link dev.mooring.mqtt.topic.TopicTree}. An inner room of {@code mqtt}, and a leaf: it knows strings alone,
 * so that whoever has topics may use it. Read and changed on any thread.
 */
@NullMarked
package dev.mooring.mqtt.topic;

import org.jspecify.annotations.NullMarked;
