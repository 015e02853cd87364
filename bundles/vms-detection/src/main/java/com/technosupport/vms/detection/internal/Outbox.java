package com.technosupport.vms.detection.internal;

import com.technosupport.vms.api.event.EventBus;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.model.VmsException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands events on to the bus by a thread of its own, so that a slow bus holds up no frame. Bounded; what is dropped is counted. */
final class Outbox implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
    private static final int MOST = 1000;
    private static final int TRIES = 5;
    private static final long PAUSE_MILLIS = 500;

    private final EventBus bus;
    private final BlockingQueue<EventMessage> waiting = new ArrayBlockingQueue<>(MOST);
    private final LongAdder dropped = new LongAdder();
    private final Thread thread;

    Outbox(EventBus bus) {
        this.bus = bus;
        thread = new Thread(this::run, "vms-detection-events");
        thread.setDaemon(true);
        thread.start();
    }

    void add(EventMessage event) {
        if (!waiting.offer(event)) {
            dropped.increment();
        }
    }

    long dropped() {
        return dropped.sum();
    }

    private void run() {
        try {
            while (true) {
                publish(waiting.take());
            }
        } catch (InterruptedException e) {
            LOG.debug("Events of detection end", e);
        }
    }

    private void publish(EventMessage event) throws InterruptedException {
        for (int tries = 1; ; tries++) {
            try {
                bus.publish(event);
                return;
            } catch (VmsException e) {
                if (tries == TRIES) {
                    dropped.increment();
                    LOG.warn("Camera {}: {} was not published: {}", event.cameraId(), event.type(), e.getMessage());
                    return;
                }
                Thread.sleep(PAUSE_MILLIS);
            } catch (RuntimeException e) {
                dropped.increment();
                LOG.error("Camera {}: {} was not published", event.cameraId(), event.type(), e);
                return;
            }
        }
    }

    /** What waits is published first, for a little while. */
    @Override
    public void close() {
        try {
            long end = System.nanoTime() + 2_000_000_000L;
            while (!waiting.isEmpty() && System.nanoTime() < end) {
                Thread.sleep(10);
            }
            thread.interrupt();
            thread.join();
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
        dropped.add(waiting.size());
        if (dropped() > 0) {
            LOG.warn("{} events of detection were dropped", dropped());
        }
    }
}
