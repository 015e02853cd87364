package com.technosupport.vms.live.webrtc.internal.session;

import com.technosupport.vms.live.webrtc.internal.rtp.SendBuffer;
import com.technosupport.vms.live.webrtc.internal.rtp.ViewerSender;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that sends, for a share of the viewers. All that a viewer's sending consists of happens here, so none of it needs a
 * lock. Tasks come from the streams, which keep count of their own that wait (see {@link LiveStream}), from viewers' reports,
 * which each viewer's session bounds, and from sessions that begin and end: so their queue is bounded by those.
 */
final class SendLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SendLoop.class);

    /** How soon a paced viewer gets its next packets. */
    private static final long PACE_NANOS = 1_000_000;

    private static final long SWEEP_NANOS = 100_000_000;
    private static final int SWEEPS_A_SECOND = 10;
    private static final int TASKS_IN_A_ROW = 64;
    private static final long MAX_FAILURES_LOGGED = 10;

    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final SendBuffer buffer = new SendBuffer();
    private final List<ViewerSender> senders = new ArrayList<>();
    private final Set<ViewerSender> waiting = new LinkedHashSet<>();
    private final Thread thread;
    private volatile boolean running = true;
    private int sweeps;
    private long failures;

    SendLoop(String name) {
        thread = new Thread(this::run, name);
        thread.start();
    }

    /** To be used by tasks of this loop alone. */
    SendBuffer buffer() {
        return buffer;
    }

    void execute(Runnable task) {
        tasks.add(task);
    }

    /** Begins to pace a viewer and to report to it. Within a task. */
    void add(ViewerSender sender) {
        senders.add(sender);
    }

    /** Within a task. */
    void remove(ViewerSender sender) {
        senders.remove(sender);
        waiting.remove(sender);
    }

    /** Sends what a viewer's pace allows now, and the rest in time. Within a task. */
    void push(ViewerSender sender, long now) {
        if (sender.pump(now)) {
            waiting.add(sender);
        } else {
            waiting.remove(sender);
        }
    }

    private void run() {
        long nextSweep = System.nanoTime() + SWEEP_NANOS;
        while (running) {
            try {
                runTasks();
            } catch (InterruptedException e) {
                return;
            }
            long now = System.nanoTime();
            if (!waiting.isEmpty()) {
                guarded(() -> waiting.removeIf(sender -> !sender.pump(now)));
            }
            if (now - nextSweep >= 0) {
                nextSweep = now + SWEEP_NANOS;
                guarded(() -> report(now));
            }
        }
    }

    private void runTasks() throws InterruptedException {
        Runnable task;
        if (!waiting.isEmpty()) {
            task = tasks.poll(PACE_NANOS, TimeUnit.NANOSECONDS);
        } else if (!senders.isEmpty()) {
            task = tasks.poll(SWEEP_NANOS, TimeUnit.NANOSECONDS);
        } else {
            task = tasks.take();
        }
        for (int i = 1; task != null; i++) {
            guarded(task);
            task = i < TASKS_IN_A_ROW ? tasks.poll() : null;
        }
    }

    /** Each viewer gets its report once a second, not all at the same moment. */
    private void report(long now) {
        sweeps = (sweeps + 1) % SWEEPS_A_SECOND;
        for (int i = sweeps; i < senders.size(); i += SWEEPS_A_SECOND) {
            senders.get(i).report(now);
        }
    }

    /** One viewer's trouble must not end the sending to all others. */
    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            failures++;
            if (failures <= MAX_FAILURES_LOGGED) {
                LOG.warn("Sending to a viewer failed ({} so far)", failures, e);
            }
        }
    }

    @Override
    public void close() {
        running = false;
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
