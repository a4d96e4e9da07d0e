package dev.mooring.archsample.site;

import io.smallrye.mutiny.Uni;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

final class Waits {

    String forAUni(Uni<String> answer) {
        return answer.await().indefinitely();
    }

    String forAJoin(CompletableFuture<String> answer) {
        return answer.join();
    }

    String forAResult(CompletableFuture<String> answer) throws Exception {
        return answer.get();
    }

    Callable<String> forAResultByReference(CompletableFuture<String> answer) {
        return answer::get;
    }

    void forALatch(CountDownLatch latch) throws InterruptedException {
        latch.await();
    }

    @SuppressWarnings("WaitNotInLoop") // A sample only has to call it.
    void forANotification(Waits monitor) throws InterruptedException {
        monitor.wait();
    }

    void asleep() throws InterruptedException {
        Thread.sleep(1);
    }

    String forNothing(AtomicReference<String> value, CompletableFuture<String> answer) {
        return value.get() + answer.getNow("") + String.join(",", "a", "b");
    }
}
