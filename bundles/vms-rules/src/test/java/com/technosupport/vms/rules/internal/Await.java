package com.technosupport.vms.rules.internal;

import static org.assertj.core.api.Assertions.fail;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Waits for what comes by itself. */
public final class Await {

    private Await() {}

    public static void until(Supplier<String> otherwise, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
        while (!condition.call()) {
            if (System.nanoTime() - end > 0) {
                fail(otherwise.get());
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }
}
