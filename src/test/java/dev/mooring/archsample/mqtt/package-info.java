@NullMarked
package dev.mooring.archsample.mqtt;

import org.jspecify.annotations.NullMarked;
