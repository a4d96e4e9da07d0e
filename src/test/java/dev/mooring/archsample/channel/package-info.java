@NullMarked
package dev.mooring.archsample.channel;

import org.jspecify.annotations.NullMarked;
