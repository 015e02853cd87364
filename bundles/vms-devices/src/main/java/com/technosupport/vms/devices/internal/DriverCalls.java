package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.devices.internal.http.Traffic;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads on which one driver's code runs: few, so that a driver whose devices hang holds up no other's, and ended with
 * the driver.
 */
final class DriverCalls implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DriverCalls.class);
    private static final int MOST_WAITING = 128;
    private static final Duration DEPARTURE = Duration.ofSeconds(2);
    /** Most calls are done in less: a driver that is replaced need not fail them. */
    private static final Duration FINISHING = Duration.ofMillis(300);

    private final String driver;
    private final DriverThreads makers;
    private final ThreadPoolExecutor threads;
    private final Traffic traffic = new Traffic();
    /** Threads of others that are in the driver's code for a long time. */
    private final Set<Thread> readers = new HashSet<>();

    /** Something that goes on for as long as it can. */
    @FunctionalInterface
    interface Reading {
        void run() throws InterruptedException;
    }

    DriverCalls(String driver, int threads) {
        this.driver = driver;
        this.makers = new DriverThreads("vms-driver-" + driver);
        this.threads = new ThreadPoolExecutor(
                threads, threads, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), makers);
        this.threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Runs a call and waits for it, for a limited time; then it is interrupted.
     *
     * @throws VmsException what the call threw; {@link ErrorCode#DEVICE_UNREACHABLE} when time was over,
     *     {@link ErrorCode#BUSY} when too many calls wait, {@link ErrorCode#DRIVER_MISSING} when the driver went meanwhile
     */
    <T> T call(Duration limit, Callable<T> task) throws InterruptedException {
        Future<T> future;
        try {
            future = threads.submit(task);
        } catch (RejectedExecutionException e) {
            throw threads.isShutdown()
                    ? departed(e)
                    : new VmsException(
                            ErrorCode.BUSY, "Too many calls to devices of driver " + driver + " are waiting", e);
        }
        try {
            return future.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new VmsException(
                    ErrorCode.DEVICE_UNREACHABLE, "The device did not answer within " + limit.toSeconds() + " s", e);
        } catch (CancellationException e) {
            throw departed(e);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } finally {
            future.cancel(true);
        }
    }

    /**
     * Runs something endless on the calling thread, which is interrupted when the driver goes.
     *
     * @throws VmsException what it threw; {@link ErrorCode#DRIVER_MISSING} when the driver went
     * @throws InterruptedException when the thread was interrupted for another reason
     */
    void read(Reading reading) throws InterruptedException {
        Thread self = Thread.currentThread();
        synchronized (readers) {
            if (threads.isShutdown()) {
                throw departed(null);
            }
            readers.add(self);
        }
        try {
            reading.run();
        } catch (InterruptedException | RuntimeException | Error e) {
            // Whatever a driver throws whose bundle is gone.
            if (threads.isShutdown()) {
                throw departed(e);
            }
            throw e;
        } finally {
            synchronized (readers) {
                readers.remove(self);
                readers.notifyAll();
            }
        }
    }

    private void endReaders() {
        long end = System.nanoTime() + DEPARTURE.toNanos();
        synchronized (readers) {
            readers.forEach(Thread::interrupt);
            try {
                while (!readers.isEmpty() && end - System.nanoTime() > 0) {
                    TimeUnit.NANOSECONDS.timedWait(readers, end - System.nanoTime());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (!readers.isEmpty()) {
                LOG.warn("Driver {}: {} of its streams do not end on interrupt", driver, readers.size());
            }
        }
    }

    /** The share of connections that its devices have. */
    Traffic traffic() {
        return traffic;
    }

    /** Runs something when there is time for it; it is dropped when there is none. */
    void offer(Runnable task) {
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("Driver {} has no time for a spare task", driver);
        }
    }

    private VmsException failure(Throwable cause) {
        if (threads.isShutdown()) {
            return departed(cause);
        }
        if (cause instanceof VmsException known) {
            return known;
        }
        // Whatever else a driver throws is a defect of it; logged here, once, since only here the driver is known.
        LOG.warn("Driver {} failed", driver, cause);
        return new VmsException(ErrorCode.INTERNAL, "Driver " + driver + " failed; the log says more", cause);
    }

    private VmsException departed(Throwable cause) {
        return new VmsException(ErrorCode.DRIVER_MISSING, "Driver " + driver + " was removed meanwhile", cause);
    }

    /** Threads of the driver's own making; for a driver that has gone, some time after its bundle has had the chance to end them. */
    List<String> endThreadsLeftBehind() {
        return makers.endThoseLeftBehind();
    }

    /** Lets the calls that run end for a moment, then interrupts them and lets those that wait fail. After it, no code of the driver runs unless it ignores that. */
    @Override
    public void close() {
        threads.shutdown();
        endReaders();
        try {
            if (threads.awaitTermination(FINISHING.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        threads.shutdownNow().forEach(waiting -> {
            if (waiting instanceof Future<?> future) {
                future.cancel(false);
            }
        });
        NamedThreads.end(threads, "Driver " + driver, DEPARTURE);
    }
}
