package dev.mooring.exchange;

import jakarta.enterprise.util.Nonbinding;
import jakarta.inject.Qualifier;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Chooses the site of an injected {@link dev.mooring.event.EventClient}: {@code @OfSite("berlin") EventClient events}. Without
 * it, the site {@code default} is meant, or the only one there is.
 */
@Qualifier
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.METHOD, ElementType.TYPE})
public @interface OfSite {

    /** Name of the site. */
    @Nonbinding
    String value();
}
