@NullMarked
package dev.mooring.archsample.event;

import org.jspecify.annotations.NullMarked;
