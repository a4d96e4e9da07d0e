package dev.mooring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The environment names under which the systems that Mooring replaces knew this configuration key.
 *
 * <p>For the configuration reference only; what reads them is the configuration itself.
 */
@Documented
@Retention(RetentionPolicy.SOURCE)
@Target(ElementType.METHOD)
public @interface EnvironmentName {

    /** The names, the usual one first. */
    String[] value();
}
