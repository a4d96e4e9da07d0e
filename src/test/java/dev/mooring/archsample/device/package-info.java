@NullMarked
package dev.mooring.archsample.device;

import org.jspecify.annotations.NullMarked;
