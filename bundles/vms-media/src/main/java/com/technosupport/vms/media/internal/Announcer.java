package com.technosupport.vms.media.internal;

import com.technosupport.vms.api.media.PipelineListener;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the listeners, in order and on a thread of its own, so that none of them delays a camera. When they lag far behind, news is
 * left out, and all that holds is told anew afterwards; a listener that comes late is told it too.
 */
final class Announcer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);
    private static final int MAX_WAITING = 8192;

    private final List<PipelineListener> listeners = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Runnable> queue = new ArrayBlockingQueue<>(MAX_WAITING);
    private final Consumer<Consumer<Consumer<PipelineListener>>> present;
    private final Thread thread;
    private volatile boolean behind;
    private volatile boolean closed;

    /** @param present hands on everything that holds now, as calls to make */
    Announcer(Consumer<Consumer<Consumer<PipelineListener>>> present) {
        this.present = present;
        this.thread = new Thread(this::run, "vms-media-status");
        thread.setDaemon(true);
        thread.start();
    }

    void add(PipelineListener listener) {
        listeners.add(listener);
        offer(() -> present.accept(call -> tell(listener, call)));
    }

    void remove(PipelineListener listener) {
        listeners.remove(listener);
    }

    void announce(Consumer<PipelineListener> call) {
        offer(() -> listeners.forEach(listener -> tell(listener, call)));
    }

    private void offer(Runnable news) {
        if (!queue.offer(news)) {
            behind = true;
        }
    }

    private static void tell(PipelineListener listener, Consumer<PipelineListener> call) {
        try {
            call.accept(listener);
        } catch (RuntimeException | Error e) {
            LOG.error("A listener to pipelines failed: {}", listener.getClass().getName(), e);
        }
    }

    private void run() {
        while (!closed) {
            try {
                queue.take().run();
                if (behind && queue.isEmpty()) {
                    behind = false;
                    LOG.warn("Listeners to pipelines lag behind; telling them all states anew");
                    present.accept(call -> listeners.forEach(listener -> tell(listener, call)));
                }
            } catch (InterruptedException e) {
                // The end, or a listener's leftover: the loop's condition tells.
            } catch (RuntimeException | Error e) {
                LOG.error("Telling listeners failed", e);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(2000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
