package dev.mooring.archsample.site;

import java.util.concurrent.CountDownLatch;

/** One of the exempted. */
final class SiteLifecycle {

    void stop(CountDownLatch offline) throws InterruptedException {
        offline.await();
    }

    /** Exempted with the class it is in. */
    static final class Inside {

        void stop(CountDownLatch offline) throws InterruptedException {
            offline.await();
        }
    }
}
