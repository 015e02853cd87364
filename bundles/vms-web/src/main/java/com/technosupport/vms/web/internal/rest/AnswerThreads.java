package com.technosupport.vms.web.internal.rest;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Send answers that were waited for. A player with a slow line holds one up for as long as the container lets it; so there
 * are several, made when they are needed and gone when they are not.
 */
final class AnswerThreads implements Executor, AutoCloseable {

    private static final int THREADS = 32;
    private static final int MAX_WAITING = 2000;

    private final ThreadPoolExecutor pool = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            task -> new Thread(task, "vms-web-answer"));

    AnswerThreads() {
        pool.allowCoreThreadTimeOut(true);
    }

    /** @throws RejectedExecutionException when too many wait */
    @Override
    public void execute(Runnable task) {
        pool.execute(task);
    }

    @Override
    public void close() {
        pool.shutdownNow();
        try {
            pool.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
