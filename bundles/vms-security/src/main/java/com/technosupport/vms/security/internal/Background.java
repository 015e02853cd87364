package com.technosupport.vms.security.internal;

import com.technosupport.vms.api.model.VmsException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread for what must not make a request wait for the database. */
public final class Background implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Background.class);
    private static final int MOST_WAITING = 20_000;

    private final ScheduledThreadPoolExecutor executor;

    public Background(String threadName) {
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, threadName);
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * Runs it soon.
     *
     * @return cancelled when too much waits already, or the end has come
     */
    public Future<?> submit(Runnable task) {
        if (executor.getQueue().size() < MOST_WAITING) {
            try {
                return executor.submit(guarded(task));
            } catch (RejectedExecutionException e) {
                LOG.debug("Not run any more, at the end", e);
            }
        }
        FutureTask<Void> none = new FutureTask<>(() -> null);
        none.cancel(false);
        return none;
    }

    /** Runs it soon, or not at all when too much waits already. */
    public void execute(Runnable task) {
        var unused = submit(task);
    }

    /** Runs it now and again, until the end. */
    public void repeat(Runnable task, Duration period) {
        // Guarded, so it ends with the executor and has nothing to tell.
        var unused = executor.scheduleWithFixedDelay(guarded(task), 0, period.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (VmsException e) {
                LOG.debug("Put off: {}", e.getMessage());
            } catch (RuntimeException e) {
                // An exception would end a repeated task for good.
                LOG.error("A background task of the security bundle failed", e);
            }
        };
    }

    /** Ends the thread and waits for it. */
    @Override
    public void close() {
        executor.shutdownNow();
        try {
            if (!executor.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("The security bundle's thread still waits for the database");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
