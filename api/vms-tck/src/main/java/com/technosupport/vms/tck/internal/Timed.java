package com.technosupport.vms.tck.internal;

import com.technosupport.vms.api.model.VmsException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A driver's call on a thread of its own, as core makes it. */
public final class Timed {

    /** A call. */
    @FunctionalInterface
    public interface Call {
        void run() throws Exception;
    }

    private final Thread thread;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Throwable failure;

    private Timed(Call call) {
        thread = new Thread(
                () -> {
                    try {
                        call.run();
                    } catch (Throwable e) {
                        failure = e;
                    } finally {
                        ended.countDown();
                    }
                },
                "driver-call");
        thread.setDaemon(true);
    }

    public static Timed start(Call call) {
        Timed timed = new Timed(call);
        timed.thread.start();
        return timed;
    }

    public void interrupt() {
        thread.interrupt();
    }

    /** Whether it ended in time. */
    public boolean awaitEnd(Duration limit) throws InterruptedException {
        return ended.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Waits for something that the call brings about, or for its end. */
    public void awaitUntil(BooleanSupplier condition, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() - deadline < 0) {
            if (ended.await(10, TimeUnit.MILLISECONDS)) {
                return;
            }
        }
    }

    /** What the call threw; null if nothing. */
    public Throwable failure() {
        return failure;
    }

    /** Fails where the call ended by anything but its own will, an interrupt or a {@link VmsException}. */
    public void requireOrderlyEnd() {
        if (failure != null && !(failure instanceof InterruptedException) && !(failure instanceof VmsException)) {
            throw new AssertionError("a driver ends by InterruptedException or VmsException", failure);
        }
    }
}
