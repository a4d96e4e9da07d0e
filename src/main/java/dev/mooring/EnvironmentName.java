package dev.mooring;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The environment variable of the replaced systems that sets a configuration key, for the reference. */
@Retention(RetentionPolicy.SOURCE)
@Target(ElementType.METHOD)
public @interface EnvironmentName {

    /** One or more names; the first wins. */
    String[] value();
}
