package com.technosupport.vms.live.fmp4.internal.stream;

import com.technosupport.vms.api.live.FragmentSubscription;
import com.technosupport.vms.live.fmp4.internal.mux.Movie.Fragment;
import com.technosupport.vms.live.fmp4.internal.mux.MovieFormat;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One who watches. What is told waits in a queue, and whoever finds nobody at it tells what waits: so calls of the listener never
 * overlap, come in order, and are made without any lock. Safe for use by several threads.
 */
final class FragmentViewer implements FragmentSubscription {

    private static final Logger LOG = LoggerFactory.getLogger(FragmentViewer.class);

    /** Only a listener that blocks lets so much wait. */
    private static final int MAX_WAITING_BYTES = 16 << 20;

    private record Started(MovieFormat format, ByteBuffer initialisation) {}

    private record Interrupted(String reason, boolean last) {}

    private final FragmentListener listener;
    private final Consumer<FragmentViewer> left;
    private final AtomicLong skippedFragments;
    private final ArrayDeque<Object> queue = new ArrayDeque<>();
    private int waitingBytes;
    private boolean awaitKey = true;
    private boolean slow;
    private boolean closed;
    private Thread telling;

    /**
     * @param left told once when it is closed
     * @param skippedFragments counts what it does not get because it is slow
     */
    FragmentViewer(FragmentListener listener, Consumer<FragmentViewer> left, AtomicLong skippedFragments) {
        this.listener = listener;
        this.left = left;
        this.skippedFragments = skippedFragments;
    }

    synchronized void started(MovieFormat format, ByteBuffer initialisation) {
        if (!closed) {
            queue.clear();
            waitingBytes = 0;
            awaitKey = true;
            queue.add(new Started(format, initialisation));
        }
    }

    synchronized void fragment(Fragment fragment) {
        if (closed) {
            return;
        }
        boolean full = waitingBytes > MAX_WAITING_BYTES;
        slow |= full;
        if (full || (awaitKey && !fragment.key())) {
            awaitKey = true;
            if (slow) {
                skippedFragments.incrementAndGet();
            }
            return;
        }
        awaitKey = false;
        slow = false;
        queue.add(fragment);
        waitingBytes += fragment.data().remaining();
    }

    synchronized void interrupted(String reason, boolean last) {
        if (!closed) {
            queue.add(new Interrupted(reason, last));
        }
    }

    /** Tells what waits, unless another thread is at it. Must be called without a lock. */
    void tell() {
        while (true) {
            Object next;
            synchronized (this) {
                if (telling != null) {
                    return;
                }
                next = closed ? null : queue.poll();
                if (next == null) {
                    return;
                }
                if (next instanceof Fragment fragment) {
                    waitingBytes -= fragment.data().remaining();
                }
                telling = Thread.currentThread();
            }
            boolean failed = true;
            try {
                call(next);
                failed = false;
            } catch (RuntimeException e) {
                LOG.error("A viewer of fragments failed and is taken off", e);
            } finally {
                synchronized (this) {
                    telling = null;
                    notifyAll();
                }
                if (failed) {
                    close();
                }
            }
        }
    }

    private void call(Object next) {
        if (next instanceof Fragment fragment) {
            listener.fragment(fragment);
        } else if (next instanceof Started started) {
            listener.started(started.format(), started.initialisation());
        } else if (next instanceof Interrupted interrupted) {
            listener.interrupted(interrupted.reason(), interrupted.last());
        }
    }

    @Override
    public synchronized void skip() {
        awaitKey = true;
        slow = true;
        queue.removeIf(waiting -> {
            if (waiting instanceof Fragment fragment) {
                waitingBytes -= fragment.data().remaining();
                skippedFragments.incrementAndGet();
                return true;
            }
            return false;
        });
    }

    @Override
    public void close() {
        boolean first;
        boolean interrupted = false;
        synchronized (this) {
            first = !closed;
            closed = true;
            queue.clear();
            waitingBytes = 0;
            while (telling != null && telling != Thread.currentThread()) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (first) {
            left.accept(this);
        }
    }
}
