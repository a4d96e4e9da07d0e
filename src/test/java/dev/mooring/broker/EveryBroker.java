package dev.mooring.broker;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterClassTemplateInvocationCallback;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContextProvider;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;
import org.junit.platform.commons.support.AnnotationSupport;

/** The extension behind {@link OnEveryBroker}: one run of the class per broker, or per broker and version. */
final class EveryBroker implements ClassTemplateInvocationContextProvider {

    /**
     * {@code -Dtests.brokers=ARTEMIS}: only on these, where a class can be run on one of them. For a second run of all
     * tests, with another Java, which would learn nothing new from other brokers. (Not below "mooring.": the application
     * refuses a property of its own that it does not know.)
     */
    private static final Set<String> WANTED = Stream.of(
                    System.getProperty("tests.brokers", "").split(","))
            .filter(name -> !name.isEmpty())
            .collect(Collectors.toUnmodifiableSet());

    @Override
    public boolean supportsClassTemplate(ExtensionContext context) {
        return true;
    }

    @Override
    public Stream<Run> provideClassTemplateInvocationContexts(ExtensionContext context) {
        List<Run> runs = runsOf(context.getRequiredTestClass()).toList();
        List<Run> wanted = runs.stream()
                .filter(run -> WANTED.isEmpty() || WANTED.contains(run.product.name()))
                .toList();
        return (wanted.isEmpty() ? runs : wanted).stream();
    }

    static Stream<Run> runsOf(Class<?> testClass) {
        OnEveryBroker chosen =
                AnnotationSupport.findAnnotation(testClass, OnEveryBroker.class).orElseThrow();
        return Stream.of(chosen.brokers()).flatMap(product -> runsOn(product, chosen.versions()));
    }

    private static Stream<Run> runsOn(BrokerProduct product, MqttVersion... versions) {
        return versions.length == 0
                ? Stream.of(new Run(product, null))
                : Stream.of(versions).map(version -> new Run(product, version));
    }

    /** The run of a test class on one broker, which starts when a test first asks for it. */
    static final class Run
            implements ClassTemplateInvocationContext,
                    TestInstancePreConstructCallback,
                    ParameterResolver,
                    AfterClassTemplateInvocationCallback {

        private final BrokerProduct product;
        private final @Nullable MqttVersion version;
        private @Nullable TestBroker broker;

        Run(BrokerProduct product, @Nullable MqttVersion version) {
            this.product = product;
            this.version = version;
        }

        @Override
        public String getDisplayName(int invocationIndex) {
            return version == null ? product.displayName() : product.displayName() + ", " + version;
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(this);
        }

        /** Before the constructor, which may use the broker: a condition would be asked after it. */
        @Override
        public void preConstructTestInstance(TestInstanceFactoryContext factory, ExtensionContext context) {
            Assumptions.assumeTrue(product.available(), product.missing());
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            Class<?> type = parameter.getParameter().getType();
            return type == TestBroker.class || type == MqttVersion.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == MqttVersion.class ? version() : broker();
        }

        MqttVersion version() {
            if (version == null) {
                throw new ParameterResolutionException("a version is wanted, but @OnEveryBroker chooses no versions");
            }
            return version;
        }

        private TestBroker broker() {
            if (broker == null) {
                broker = product.make();
                broker.start();
            }
            return broker;
        }

        @Override
        public void afterClassTemplateInvocation(ExtensionContext context) {
            if (broker != null) {
                broker.close();
            }
        }
    }
}
