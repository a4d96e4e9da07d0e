package dev.mooring.event;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.Context;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Where handlers run. */
enum Threads {
    /** On the event loop; they must not block. */
    EVENT_LOOP,
    /** On the worker threads of Vert.x. */
    WORKERS,
    /** Each on a virtual thread of its own; on a worker thread where Java has none. */
    VIRTUAL;

    /** Java 21 and later; reached by its name, since we are compiled for 17. */
    private static final @Nullable ExecutorService VIRTUAL_THREADS = virtualThreads();

    /** As the class of the handler is annotated, like methods elsewhere in Quarkus. */
    static Threads of(Object handler, Threads otherwise) {
        Class<?> type = handler.getClass();
        if (type.isAnnotationPresent(RunOnVirtualThread.class)) {
            return VIRTUAL;
        }
        if (type.isAnnotationPresent(Blocking.class)) {
            return WORKERS;
        }
        return type.isAnnotationPresent(NonBlocking.class) ? EVENT_LOOP : otherwise;
    }

    /**
     * What runs them; null for the event loop itself, which is the one that asks.
     *
     * @param context whose workers they are
     */
    @Nullable
    Executor executor(Context context) {
        ExecutorService virtual = VIRTUAL_THREADS;
        return switch (this) {
            case EVENT_LOOP -> null;
            case VIRTUAL -> virtual != null ? virtual : workers(context);
            case WORKERS -> workers(context);
        };
    }

    private static Executor workers(Context context) {
        return task -> {
            var unused = context.executeBlocking(
                    () -> {
                        task.run();
                        return null;
                    },
                    false);
        };
    }

    private static @Nullable ExecutorService virtualThreads() {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (NoSuchMethodException olderJava) {
            return null;
        } catch (IllegalAccessException | InvocationTargetException preview) {
            return null; // Java 19 and 20, without their preview features
        }
    }
}
