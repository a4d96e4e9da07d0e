/** Rooms made for breaking the rules of {@code ArchitectureRules}; nothing else uses them. */
@NullMarked
package dev.mooring.archsample;

import org.jspecify.annotations.NullMarked;
