package com.technosupport.vms.detection.internal;

import com.technosupport.vms.api.detection.Detection;
import com.technosupport.vms.api.detection.Detector;
import com.technosupport.vms.api.media.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.ObjLongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that look at frames. A camera with a frame stands in their queue once, at its end after each frame, so that all get the
 * same; the queue is as long as there are cameras. Where a detector takes several frames at once, a thread takes those of the next
 * cameras too, as many as wait; it never waits for more.
 */
final class InferencePool implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(InferencePool.class);

    /** A frame that is worth looking at, and who is to look. */
    record Look(Frame frame, Detector detector) {}

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

        /**
         * Takes its next frame; empty where there is none, or none worth looking at. The frame is the turn's, until {@link #done}
         * or {@link #failed}, one of which follows on the same thread.
         */
        abstract Optional<Look> next();

        /** Takes what was seen in its frame. */
        abstract void done(List<Detection> sights) throws InterruptedException;

        /** Its frame was not looked at. */
        abstract void failed(Throwable failure);

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

    private record Ready(Turn turn, Look look) {}

    private final BlockingQueue<Turn> queue = new LinkedBlockingQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private final ObjLongConsumer<Detector> timed;

    /** @param timed told of each run, and how many nanoseconds it took */
    InferencePool(int size, ObjLongConsumer<Detector> timed) {
        this.timed = timed;
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

    /** Cameras that wait for their turn. */
    int waiting() {
        return queue.size();
    }

    private void run() {
        try {
            while (true) {
                serve(queue.take());
            }
        } catch (InterruptedException e) {
            LOG.debug("A thread of detection ends", e);
        }
    }

    private void serve(Turn first) throws InterruptedException {
        List<Turn> turns = new ArrayList<>(List.of(first));
        List<Ready> ready = new ArrayList<>();
        first.begin();
        try {
            prepare(first, ready);
            int most = ready.isEmpty() ? 1 : most(ready);
            while (ready.size() < most && turns.size() < 2 * most) {
                Turn more = queue.poll();
                if (more == null) {
                    break;
                }
                more.begin();
                turns.add(more);
                prepare(more, ready);
            }
            while (!ready.isEmpty()) {
                look(alike(ready));
            }
        } finally {
            InterruptedException ended = new InterruptedException("Detection ends");
            ready.forEach(each -> each.turn().failed(ended));
            for (Turn turn : turns) {
                if (turn.end()) {
                    queue.add(turn);
                }
            }
        }
    }

    /** How many frames the detector of the first takes at once. */
    private static int most(List<Ready> ready) {
        try {
            return Math.max(1, ready.get(0).look().detector().batch());
        } catch (RuntimeException | LinkageError e) {
            LOG.warn("A detector does not say how many frames it takes at once", e);
            return 1;
        }
    }

    private static void prepare(Turn turn, List<Ready> ready) {
        try {
            turn.next().ifPresent(look -> ready.add(new Ready(turn, look)));
        } catch (RuntimeException | LinkageError e) {
            LOG.error("A frame could not be looked at", e);
        }
    }

    /** Takes those out that go to the detector of the first, but no more than it takes at once. */
    private static List<Ready> alike(List<Ready> ready) {
        int most = most(ready);
        Detector detector = ready.get(0).look().detector();
        List<Ready> together = new ArrayList<>();
        for (Ready each : ready) {
            if (each.look().detector() == detector && together.size() < most) {
                together.add(each);
            }
        }
        ready.removeAll(together);
        return together;
    }

    private void look(List<Ready> together) throws InterruptedException {
        List<Ready> left = new ArrayList<>(together);
        try {
            Detector detector = together.get(0).look().detector();
            long before = System.nanoTime();
            List<List<Detection>> seen = together.size() == 1
                    ? List.of(detector.detect(together.get(0).look().frame()))
                    : detector.detectAll(
                            together.stream().map(each -> each.look().frame()).toList());
            timed.accept(detector, System.nanoTime() - before);
            if (seen.size() != together.size()) {
                throw new IllegalStateException(
                        "it was shown " + together.size() + " frames and tells of " + seen.size());
            }
            for (int i = 0; i < together.size(); i++) {
                left.remove(together.get(i));
                done(together.get(i).turn(), seen.get(i));
            }
        } catch (RuntimeException | LinkageError e) {
            left.forEach(each -> each.turn().failed(e));
        } catch (InterruptedException e) {
            left.forEach(each -> each.turn().failed(e));
            throw e;
        }
    }

    private static void done(Turn turn, List<Detection> sights) throws InterruptedException {
        try {
            turn.done(sights);
        } catch (RuntimeException | LinkageError e) {
            LOG.error("What was seen could not be told", e);
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
