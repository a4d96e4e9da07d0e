@NullMarked
package dev.mooring.archsample.demo;

import org.jspecify.annotations.NullMarked;
