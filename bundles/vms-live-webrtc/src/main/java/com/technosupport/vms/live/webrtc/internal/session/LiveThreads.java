package com.technosupport.vms.live.webrtc.internal.session;

import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads for what may take a while: handshakes, handing on what viewers say, and telling others. */
final class LiveThreads implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LiveThreads.class);

    /** A handshake computes for some milliseconds and waits for the viewer for the rest; one that stalls is cut off. */
    private static final int HANDSHAKES = 16;

    private static final int SOUND = 4;
    private static final int HANDSHAKES_WAITING = 256;
    private static final long WAIT_MILLIS = 10_000;

    /** To be waited for: an executor counts as ended a moment before its last thread has. */
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    private final ThreadPoolExecutor handshakes = new ThreadPoolExecutor(
            HANDSHAKES,
            HANDSHAKES,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(HANDSHAKES_WAITING),
            named("webrtc-dtls-"));

    /** In order, so that nobody hears of an end before the beginning. A session has two entries at most, which bounds it. */
    private final ThreadPoolExecutor events = new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            named("webrtc-events-"),
            (task, pool) -> task.run());

    /** A viewer that speaks has one task at most, so it is bounded by the sessions. */
    private final ThreadPoolExecutor sound = new ThreadPoolExecutor(
            SOUND, SOUND, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), named("webrtc-talk-"));

    LiveThreads() {
        sound.allowCoreThreadTimeOut(true);
        handshakes.allowCoreThreadTimeOut(true);
    }

    private ThreadFactory named(String prefix) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + count.getAndIncrement());
            threads.removeIf(started -> started.getState() == Thread.State.TERMINATED);
            threads.add(thread);
            return thread;
        };
    }

    /** Refuses what is too much. */
    Executor handshakes() {
        return handshakes;
    }

    /** For sinks of sound. */
    Executor sound() {
        return sound;
    }

    /** One thread. After its end, the caller's. */
    Executor events() {
        return events;
    }

    /** Waits until all is told. */
    void closeEvents() {
        end(events);
    }

    @Override
    public void close() {
        handshakes.shutdownNow();
        sound.shutdownNow();
        end(handshakes);
        end(sound);
        try {
            for (Thread thread : threads) {
                thread.join(WAIT_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void end(ExecutorService executor) {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.warn("A thread of live viewing does not end");
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
