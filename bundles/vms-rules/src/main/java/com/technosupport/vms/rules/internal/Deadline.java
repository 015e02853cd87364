package com.technosupport.vms.rules.internal;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Interrupts the thread that made it when its time is over, and never after {@link #end}. */
final class Deadline {

    private final Thread thread = Thread.currentThread();
    private final ScheduledFuture<?> alarm;
    private boolean ended;
    private boolean passed;

    Deadline(ScheduledExecutorService timer, Duration length) {
        ScheduledFuture<?> scheduled = null;
        try {
            scheduled = timer.schedule(this::pass, length.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // All is ending, and this thread is interrupted with the rest.
        }
        alarm = scheduled;
    }

    private synchronized void pass() {
        if (!ended) {
            passed = true;
            thread.interrupt();
        }
    }

    synchronized boolean passed() {
        return passed;
    }

    boolean interrupted() {
        return passed() || thread.isInterrupted();
    }

    /** The thread's interruption by this is taken back. */
    void end() {
        synchronized (this) {
            ended = true;
            if (passed) {
                Thread.interrupted();
            }
        }
        if (alarm != null) {
            alarm.cancel(false);
        }
    }
}
