package com.technosupport.vms.web.internal.socket;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCode;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What WebSockets need threads for: a look at all of them from time to time, and closes, each of which waits for a client that
 * may not read and so must hold up nothing else.
 */
final class SocketThreads {

    private static final Logger LOG = LoggerFactory.getLogger(SocketThreads.class);
    private static final int CLOSING_THREADS = 4;

    private final int checkSeconds;
    private final ExecutorService closing;
    private final ScheduledExecutorService checking;
    private final Future<?> checks;

    /**
     * @param name of the threads, before {@code -close} and {@code -check}
     * @param check called every so many seconds, by one thread
     */
    SocketThreads(String name, int maxSockets, int checkSeconds, Runnable check) {
        this.checkSeconds = checkSeconds;
        this.closing = pool(name + "-close", CLOSING_THREADS, maxSockets + CLOSING_THREADS);
        this.checking = Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, name + "-check"));
        this.checks = checking.scheduleWithFixedDelay(check, checkSeconds, checkSeconds, TimeUnit.SECONDS);
    }

    /** Threads that end when there is nothing to do, with a bounded queue. */
    static ThreadPoolExecutor pool(String name, int count, int queue) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                count, count, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(queue), task -> new Thread(task, name));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** After so long without a word, not even the answer to a ping, a socket is dead. */
    long idleMillis() {
        return TimeUnit.SECONDS.toMillis(Math.max(30, 4L * checkSeconds));
    }

    static void ping(Session session) {
        try {
            session.getAsyncRemote().sendPing(ByteBuffer.allocate(0));
        } catch (IOException | RuntimeException e) {
            LOG.debug("A socket cannot be pinged", e);
        }
    }

    /**
     * Closes a socket without waiting for its client.
     *
     * @param forget called before, by the thread that closes
     * @param refused called in place of both when we are stopping, and the container closes what is left
     */
    void close(Session session, CloseCode code, String reason, Runnable forget, Runnable refused) {
        try {
            closing.execute(() -> {
                forget.run();
                try {
                    session.close(new CloseReason(code, reason));
                } catch (IOException e) {
                    LOG.debug("A socket was gone already", e);
                }
            });
        } catch (RejectedExecutionException e) {
            refused.run();
        }
    }

    /** No check begins any more. */
    void endChecks() {
        checks.cancel(true);
        checking.shutdownNow();
    }

    /** Waits for what was begun, for a while, and ends. */
    void end() {
        closing.shutdown();
        try {
            checking.awaitTermination(10, TimeUnit.SECONDS);
            if (!closing.awaitTermination(10, TimeUnit.SECONDS)) {
                closing.shutdownNow();
            }
        } catch (InterruptedException e) {
            closing.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
