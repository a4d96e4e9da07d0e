package dev.mooring.mqtt;

import io.netty.channel.EventLoop;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Event loops as the window under test sees them. */
final class TestLoop {

    private TestLoop() {}

    /** What is to run now runs by that executor, what is to run later never: these tests do not need it. */
    static WakeUps.Loop of(Executor executor) {
        return (task, delayNanos) -> {
            if (delayNanos == 0) {
                executor.execute(task);
            }
        };
    }

    /** A real one. */
    static WakeUps.Loop real(EventLoop loop) {
        return (task, delayNanos) -> {
            var unused = loop.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
        };
    }
}
