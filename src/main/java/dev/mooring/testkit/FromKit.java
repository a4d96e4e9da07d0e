package dev.mooring.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a field of a test: it is filled before each test, ahead of {@code @BeforeEach}. On a field or a parameter of the type
 * {@link dev.mooring.event.EventClient}: which one.
 */
@Documented
@Target({ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
public @interface FromKit {

    /** Client id; the same client wherever a test names it. */
    String clientId() default EventClients.DEFAULT;
}
