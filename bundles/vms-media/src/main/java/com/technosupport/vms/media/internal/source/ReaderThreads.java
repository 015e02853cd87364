package com.technosupport.vms.media.internal.source;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads of sources that need one each, so that all are waited for in the end. */
public final class ReaderThreads implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ReaderThreads.class);
    private static final long PATIENCE_SECONDS = 6;

    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    /** Starts a thread of that name. */
    public Thread start(String name, Runnable work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } finally {
                        threads.remove(Thread.currentThread());
                    }
                },
                name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
        return thread;
    }

    /** Waits until those that were told to end have ended. */
    @Override
    public void close() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        for (Thread thread : threads) {
            try {
                thread.join(Math.max(1, (end - System.nanoTime()) / 1_000_000));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            if (thread.isAlive()) {
                LOG.warn("{} does not end", thread.getName());
            }
        }
    }
}
