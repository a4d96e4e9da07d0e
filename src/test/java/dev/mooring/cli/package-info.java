@NullMarked
package dev.mooring.cli;

import org.jspecify.annotations.NullMarked;
