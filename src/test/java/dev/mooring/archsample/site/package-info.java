@NullMarked
package dev.mooring.archsample.site;

import org.jspecify.annotations.NullMarked;
