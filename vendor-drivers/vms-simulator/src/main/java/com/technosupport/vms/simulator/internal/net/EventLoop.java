package com.technosupport.vms.simulator.internal.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * One thread that serves the sockets and timers of some cameras. What belongs to a camera is touched by its loop alone, so nothing
 * in there needs a lock. Timers are kept to well under a millisecond, for the clock in the picture is read off to the millisecond.
 */
public final class EventLoop implements AutoCloseable {
    private static final Logger LOG = System.getLogger(EventLoop.class.getName());
    private static final int MAX_TASKS = 10_000;
    private static final long CALL_SECONDS = 10;

    /** What is called when a socket is ready. */
    public interface Ready {
        void ready(SelectionKey key) throws IOException;

        /** Called when {@link #ready} threw: this socket's affair alone, whatever it was. */
        void failed(Exception cause);
    }

    /** A call at a time to come. */
    public static final class Timer implements Comparable<Timer> {
        private final long due;
        private final Runnable action;
        private boolean cancelled;

        private Timer(long due, Runnable action) {
            this.due = due;
            this.action = action;
        }

        public void cancel() {
            cancelled = true;
        }

        @Override
        public int compareTo(Timer other) {
            return Long.compare(due - other.due, 0);
        }
    }

    private final Selector selector;
    private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>(MAX_TASKS);
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private final Thread thread;
    private volatile boolean closed;

    public EventLoop(String name) {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    public boolean inLoop() {
        return Thread.currentThread() == thread;
    }

    /** Runs a task on the loop's thread, soon. From any thread. */
    public void execute(Runnable task) {
        if (!closed) {
            tasks.add(task);
            selector.wakeup();
        }
    }

    /** Runs a task on the loop's thread and waits for it. From any thread. */
    public <T> T call(Callable<T> task) throws IOException {
        FutureTask<T> future = new FutureTask<>(task);
        if (inLoop()) {
            future.run();
        } else {
            execute(future);
        }
        try {
            return future.get(CALL_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        } catch (TimeoutException e) {
            throw new IOException("The event loop does not answer", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IOException(e.getCause());
        }
    }

    /** Runs an action at a time of {@link System#nanoTime}. From the loop's thread alone. */
    public Timer at(long due, Runnable action) {
        Timer timer = new Timer(due, action);
        timers.add(timer);
        return timer;
    }

    /** Runs an action after some nanoseconds. From the loop's thread alone. */
    public Timer after(long nanos, Runnable action) {
        return at(System.nanoTime() + nanos, action);
    }

    /** Watches a channel, made non-blocking here. From the loop's thread alone. */
    public SelectionKey register(SelectableChannel channel, int operations, Ready ready) throws IOException {
        channel.configureBlocking(false);
        return channel.register(selector, operations, ready);
    }

    private void run() {
        while (!closed) {
            try {
                select();
                runTasks();
                runTimers();
            } catch (IOException e) {
                LOG.log(Level.ERROR, "The event loop's selector failed", e);
            }
        }
        runTasks();
        for (SelectionKey key : List.copyOf(selector.keys())) {
            closeQuietly(key.channel());
        }
        closeQuietly(selector);
    }

    private void select() throws IOException {
        Timer next = timers.peek();
        long wait = next == null ? TimeUnit.SECONDS.toNanos(1) : next.due - System.nanoTime();
        if (!tasks.isEmpty() || wait <= 0) {
            selector.selectNow(this::dispatch);
        } else if (wait < 1_000_000) {
            // A selector's time-out counts whole milliseconds.
            LockSupport.parkNanos(wait);
            selector.selectNow(this::dispatch);
        } else {
            selector.select(this::dispatch, wait / 1_000_000);
        }
    }

    private void dispatch(SelectionKey key) {
        Ready ready = (Ready) key.attachment();
        try {
            if (key.isValid()) {
                ready.ready(key);
            }
        } catch (IOException | RuntimeException e) {
            if (!(e instanceof IOException)) {
                LOG.log(Level.WARNING, "A connection failed", e);
            }
            ready.failed(e);
        }
    }

    private void runTasks() {
        List<Runnable> due = new ArrayList<>();
        tasks.drainTo(due);
        due.forEach(EventLoop::runSafely);
    }

    private void runTimers() {
        long now = System.nanoTime();
        for (Timer next = timers.peek(); next != null && next.due - now <= 0; next = timers.peek()) {
            timers.poll();
            if (!next.cancelled) {
                runSafely(next.action);
            }
        }
    }

    private static void runSafely(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "A task failed", e);
        }
    }

    public static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            LOG.log(Level.DEBUG, "Could not close", e);
        }
    }

    /** Closes all sockets and ends the thread. */
    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        LockSupport.unpark(thread);
        if (!inLoop()) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(CALL_SECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
