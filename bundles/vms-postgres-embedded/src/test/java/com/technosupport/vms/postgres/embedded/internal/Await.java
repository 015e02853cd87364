package com.technosupport.vms.postgres.embedded.internal;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** Waits for a condition, with an end. */
final class Await {

    private Await() {}

    static void until(Supplier<String> what, Duration limit, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + limit + ": " + what.get());
            }
            Thread.sleep(5);
        }
    }
}
