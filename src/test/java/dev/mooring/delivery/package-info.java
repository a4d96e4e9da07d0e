@NullMarked
package dev.mooring.delivery;

import org.jspecify.annotations.NullMarked;
