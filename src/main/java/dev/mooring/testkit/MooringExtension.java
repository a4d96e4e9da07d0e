package dev.mooring.testkit;

import dev.mooring.event.EventClient;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;

/**
 * The extension behind {@link MooringTest}; by itself, with {@code @ExtendWith}, it works without a broker. Parameters
 * are those of tests, {@code @BeforeEach} and {@code @AfterEach}: what belongs to a test is not there before it.
 */
public final class MooringExtension implements BeforeEachCallback, AfterEachCallback, ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(MooringExtension.class);

    /** For JUnit. */
    public MooringExtension() {}

    @Override
    public void beforeEach(ExtensionContext context) throws IllegalAccessException {
        EventClients clients = EventClients.of(brokerOf(context));
        context.getStore(NAMESPACE).put(EventClients.class, clients);
        for (Object instance : context.getRequiredTestInstances().getAllInstances()) {
            for (Field field : AnnotationSupport.findAnnotatedFields(
                    instance.getClass(), FromKit.class, each -> true, HierarchyTraversalMode.TOP_DOWN)) {
                fill(field, instance, clients);
            }
        }
    }

    private static void fill(Field field, Object instance, EventClients clients) throws IllegalAccessException {
        Object value = given(field.getType(), field.getAnnotation(FromKit.class), clients);
        if (value == null || Modifier.isStatic(field.getModifiers()) || Modifier.isFinal(field.getModifiers())) {
            throw new ExtensionConfigurationException(
                    "@FromKit is for fields of the types EventClient, EventClients and"
                            + " RecordedEvents, neither static nor final, got: " + field);
        }
        field.setAccessible(true);
        field.set(instance, value);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        EventClients clients = context.getStore(NAMESPACE).remove(EventClients.class, EventClients.class);
        if (clients != null) {
            clients.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == EventClient.class || type == EventClients.class || type == RecordedEvents.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        EventClients clients = context.getStore(NAMESPACE).get(EventClients.class, EventClients.class);
        Object value = clients == null
                ? null
                : given(
                        parameter.getParameter().getType(),
                        parameter.findAnnotation(FromKit.class).orElse(null),
                        clients);
        if (value == null) {
            throw new ParameterResolutionException("there are no clients before a test begins: take "
                    + parameter.getParameter().getType().getSimpleName()
                    + " as a parameter of the test, or of @BeforeEach");
        }
        return value;
    }

    private static @Nullable Object given(Class<?> type, @Nullable FromKit which, EventClients clients) {
        if (type == EventClient.class) {
            return clients.client(which == null ? EventClients.DEFAULT : which.clientId());
        }
        if (type == EventClients.class) {
            return clients;
        }
        return type == RecordedEvents.class ? clients.events() : null;
    }

    /** The annotation of the class, or of the one it is nested in. */
    private static Broker brokerOf(ExtensionContext context) {
        for (Class<?> type = context.getRequiredTestClass(); type != null; type = type.getEnclosingClass()) {
            Optional<MooringTest> wanted = AnnotationSupport.findAnnotation(type, MooringTest.class);
            if (wanted.isPresent()) {
                return wanted.get().broker();
            }
        }
        return Broker.IN_MEMORY;
    }
}
