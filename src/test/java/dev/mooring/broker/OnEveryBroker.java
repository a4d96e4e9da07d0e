package dev.mooring.broker;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs all tests of a class on Artemis and then on mosquitto, or on other brokers, and on each in several versions of the
 * protocol. The class gets the started {@link TestBroker}, and the {@link MqttVersion} when it has chosen versions, as
 * parameters of its constructor or of a test. {@link OnEveryBrokerAndVersion} chooses all there are.
 *
 * <p>The tests of a run share the broker, so each uses topics and client ids of its own; each run has a new broker. A test
 * that stops the broker starts it again. A {@code @BeforeAll} method runs once for all runs and does not get a broker.
 * Where there is no mosquitto, its runs are skipped, test by test, with the reason.
 */
@Target({ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ClassTemplate
@ExtendWith(EveryBroker.class)
public @interface OnEveryBroker {

    /** Which brokers, in the order of the runs. */
    BrokerProduct[] brokers() default {BrokerProduct.ARTEMIS, BrokerProduct.MOSQUITTO};

    /** Which versions on each broker. None for tests that do not care: one run per broker, without a version. */
    MqttVersion[] versions() default {};
}
