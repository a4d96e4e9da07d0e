package dev.mooring.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives the tests of a class what they need of Mooring: parameters of the types {@link dev.mooring.event.EventClient},
 * {@link EventClients} and {@link RecordedEvents}, and fields that carry {@link FromKit}. Each test begins with a new broker
 * that nobody has published to; its clients are shut down when it ends.
 *
 * <pre>{@code
 * @MooringTest
 * class GreeterTest {
 *     @Test
 *     void shouldGreet(EventClient client, RecordedEvents events) {
 *         new Greeter(client).greet("world");
 *         RecordedEvent greeting = events.awaitType("greeting", Duration.ofSeconds(5));
 *         assertEquals("world", greeting.data().get("name").textValue());
 *     }
 * }
 * }</pre>
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(MooringExtension.class)
public @interface MooringTest {

    /** What the clients are connected by. */
    Broker broker() default Broker.IN_MEMORY;
}
