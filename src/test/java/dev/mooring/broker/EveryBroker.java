package dev.mooring.broker;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterClassTemplateInvocationCallback;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContextProvider;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;

/** The extension behind {@link OnEveryBroker}: one run of the class per broker. */
final class EveryBroker implements ClassTemplateInvocationContextProvider {

    @Override
    public boolean supportsClassTemplate(ExtensionContext context) {
        return true;
    }

    @Override
    public Stream<Run> provideClassTemplateInvocationContexts(ExtensionContext context) {
        return Stream.of(
                new Run("artemis", true, ArtemisBroker::new),
                new Run("mosquitto", MosquittoBroker.available(), MosquittoBroker::new));
    }

    /** The run of a test class on one broker, which starts when a test first asks for it. */
    static final class Run
            implements ClassTemplateInvocationContext,
                    TestInstancePreConstructCallback,
                    ParameterResolver,
                    AfterClassTemplateInvocationCallback {

        private final String name;
        private final boolean available;
        private final Supplier<TestBroker> maker;
        private @Nullable TestBroker broker;

        Run(String name, boolean available, Supplier<TestBroker> maker) {
            this.name = name;
            this.available = available;
            this.maker = maker;
        }

        @Override
        public String getDisplayName(int invocationIndex) {
            return name;
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(this);
        }

        /** Before the constructor, which may use the broker: a condition would be asked after it. */
        @Override
        public void preConstructTestInstance(TestInstanceFactoryContext factory, ExtensionContext context) {
            Assumptions.assumeTrue(available, MosquittoBroker.MISSING);
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == TestBroker.class;
        }

        @Override
        public TestBroker resolveParameter(ParameterContext parameter, ExtensionContext context) {
            if (broker == null) {
                broker = maker.get();
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
