package com.technosupport.vms.recording.internal.record;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The few threads that write all streams: each goes over all of them ten times a second, and passes by those that another one is at. A
 * disk that hangs holds a thread; the others go on with what is on other disks.
 */
public final class WriterThreads implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WriterThreads.class);
    private static final long TICK_NANOS = 100_000_000L;

    private final CopyOnWriteArrayList<StreamRecorder> recorders = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;

    public WriterThreads(int count) {
        for (int i = 0; i < count; i++) {
            int number = i;
            Thread thread = new Thread(() -> run(number, count), "vms-recording-writer-" + (i + 1));
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    public void add(StreamRecorder recorder) {
        recorders.add(recorder);
    }

    public void remove(StreamRecorder recorder) {
        recorders.remove(recorder);
    }

    private void run(int number, int count) {
        long due = System.nanoTime() + number * TICK_NANOS / count;
        while (!closed) {
            long wait = due - System.nanoTime();
            if (wait > 0) {
                LockSupport.parkNanos(this, wait);
                continue;
            }
            due = Math.max(due + TICK_NANOS, System.nanoTime());
            for (StreamRecorder recorder : recorders) {
                try {
                    recorder.drain();
                } catch (RuntimeException | Error e) {
                    LOG.error("Writing {} failed", recorder.key(), e);
                }
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        threads.forEach(LockSupport::unpark);
        for (Thread thread : threads) {
            try {
                thread.join(10_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            if (thread.isAlive()) {
                LOG.warn("{} is still waiting for its disk", thread.getName());
            }
        }
    }
}
