package com.technosupport.vms.media.internal.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The few threads that call the sinks. A sink should be quick; one that blocks must still delay nobody else: for each thread that
 * sits in a call for long, another takes its place, up to a limit. Readers queue here once at a time, which bounds the
 * queue by their number.
 */
public final class SinkPool implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SinkPool.class);
    private static final long SLOW_NANOS = 100_000_000L;
    private static final int MAX_THREADS = 64;

    private final int usual;
    private final BlockingQueue<Runnable> work = new LinkedBlockingQueue<>();
    private final Set<Worker> workers = ConcurrentHashMap.newKeySet();
    private final AtomicInteger numbers = new AtomicInteger();
    private volatile boolean closed;

    public SinkPool(int usualThreads) {
        this.usual = usualThreads;
        for (int i = 0; i < usualThreads; i++) {
            addWorker();
        }
    }

    void execute(Runnable task) {
        if (!closed) {
            work.add(task);
        }
    }

    private void addWorker() {
        Worker worker = new Worker("vms-media-sink-" + numbers.incrementAndGet());
        workers.add(worker);
        worker.start();
    }

    /** Looks for threads that sit in a call; a few times a second. */
    public void watch() {
        if (!closed && free() < usual && workers.size() < MAX_THREADS && !work.isEmpty()) {
            addWorker();
        }
    }

    private int free() {
        long now = System.nanoTime();
        int free = 0;
        for (Worker worker : workers) {
            if (!worker.isSlow(now)) {
                free++;
            }
        }
        return free;
    }

    /** Ends the threads; a sink that blocks is interrupted. */
    @Override
    public void close() {
        closed = true;
        work.clear();
        List<Worker> ending = new ArrayList<>(workers);
        ending.forEach(Thread::interrupt);
        for (Worker worker : ending) {
            try {
                worker.join(2000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            if (worker.isAlive()) {
                LOG.warn("{} is still in a sink's call", worker.getName());
            }
        }
    }

    /** One thread. */
    private final class Worker extends Thread {

        private volatile long busySince;
        private volatile boolean busy;

        Worker(String name) {
            super(name);
            setDaemon(true);
        }

        boolean isSlow(long now) {
            return busy && now - busySince > SLOW_NANOS;
        }

        @Override
        public void run() {
            while (!closed) {
                try {
                    Runnable task = work.poll(10, TimeUnit.SECONDS);
                    if (task != null) {
                        busySince = System.nanoTime();
                        busy = true;
                        task.run();
                        busy = false;
                    }
                } catch (InterruptedException e) {
                    continue; // close, or a sink's leftover
                } catch (RuntimeException | Error e) {
                    busy = false;
                    LOG.error("Handing out packets failed", e);
                }
                synchronized (workers) {
                    if (free() > usual) {
                        workers.remove(this);
                        return;
                    }
                }
            }
            workers.remove(this);
        }
    }
}
