package com.technosupport.vms.store.postgres.internal;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** Waits for a condition, with an end. */
final class Await {

    static final Duration PATIENCE = Duration.ofSeconds(30);

    private Await() {}

    static void until(Supplier<String> what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + PATIENCE + ": " + what.get());
            }
            Thread.sleep(5);
        }
    }

    static void ready(Database database) throws Exception {
        until(() -> database.problem().orElse("ready"), database::ready);
    }

    static String problem(Database database, String containing) throws Exception {
        until(
                () -> "problem is " + database.problem(),
                () -> database.problem().orElse("").contains(containing));
        return database.problem().orElseThrow();
    }
}
