package com.technosupport.vms.itests;

import java.time.Duration;

/** Waits for a condition, and says which one did not come. */
public final class Await {

    /** Something to become true. */
    public interface Condition {
        boolean holds() throws Exception;
    }

    private Await() {}

    public static void until(String what, Duration limit, Condition condition) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            try {
                if (condition.holds()) {
                    return;
                }
            } catch (InterruptedException | IllegalStateException e) {
                throw e;
            } catch (Exception e) {
                throw new AssertionError("while waiting until " + what, e);
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("within " + limit.toSeconds() + " s it did not come that " + what);
            }
            Thread.sleep(50);
        }
    }
}
