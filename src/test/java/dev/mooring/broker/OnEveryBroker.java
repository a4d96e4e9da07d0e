package dev.mooring.broker;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs all tests of a class on Artemis and then on mosquitto. The class gets the started {@link TestBroker} as a parameter of its
 * constructor or of a test.
 *
 * <p>The tests of a class share the broker, so each uses topics and client ids of its own. A test that stops the broker
 * starts it again. A {@code @BeforeAll} method runs once for all brokers and does not get one. Where there is no mosquitto, its run is skipped, test by test, with the reason.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ClassTemplate
@ExtendWith(EveryBroker.class)
public @interface OnEveryBroker {}
