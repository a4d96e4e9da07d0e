@NullMarked
package dev.mooring.archsample.mqtt.topic;

import org.jspecify.annotations.NullMarked;
