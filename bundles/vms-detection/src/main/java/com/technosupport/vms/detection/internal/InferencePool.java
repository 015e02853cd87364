package com.technosupport.vms.detection.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that look at frames. A camera with a frame stands in their queue once, at its end after each frame, so that all get the
 * same; the queue is as long as there are cameras.
 */
final class InferencePool implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(InferencePool.class);

    /** A camera in the queue's eyes. */
    abstract static class Turn {

        private enum State {
            IDLE,
            QUEUED,
            RUNNING,
            /** Something came while it ran. */
            AGAIN
        }

        private State state = State.IDLE;

        /** Looks at one frame. */
        abstract void look() throws InterruptedException;

        private synchronized boolean queue() {
            if (state == State.IDLE) {
                state = State.QUEUED;
                return true;
            }
            if (state == State.RUNNING) {
                state = State.AGAIN;
            }
            return false;
        }

        private synchronized void begin() {
            state = State.RUNNING;
        }

        /** Whether to queue it again. */
        private synchronized boolean end() {
            boolean again = state == State.AGAIN;
            state = again ? State.QUEUED : State.IDLE;
            return again;
        }
    }

    private final BlockingQueue<Turn> queue = new LinkedBlockingQueue<>();
    private final List<Thread> threads = new ArrayList<>();

    InferencePool(int size) {
        for (int i = 1; i <= size; i++) {
            Thread thread = new Thread(this::run, "vms-detection-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    /** Soon. Does not block. */
    void ready(Turn turn) {
        if (turn.queue()) {
            queue.add(turn);
        }
    }

    private void run() {
        try {
            while (true) {
                Turn turn = queue.take();
                turn.begin();
                try {
                    turn.look();
                } catch (RuntimeException | LinkageError e) {
                    LOG.error("Looking at a frame failed", e);
                } finally {
                    if (turn.end()) {
                        queue.add(turn);
                    }
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("A thread of detection ends", e);
        }
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
