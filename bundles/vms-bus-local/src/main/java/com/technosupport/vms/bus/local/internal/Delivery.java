package com.technosupport.vms.bus.local.internal;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A receiver's thread: begun with it, ended with it, and not waited for when it is the one that ends itself. */
final class Delivery {

    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
    private static final long LEAVING_MILLIS = 2000;
    private static final long BETWEEN_COMPLAINTS_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final String name;
    private final Thread thread;
    private long failures;
    private long complainedNanos = System.nanoTime() - BETWEEN_COMPLAINTS_NANOS;

    Delivery(String name, Runnable work) {
        this.name = name;
        this.thread = new Thread(work, "vms-bus-" + name);
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    /** Says that the receiver failed, but not each time. Called by its own thread. */
    void complain(Throwable failure) {
        failures++;
        if (System.nanoTime() - complainedNanos >= BETWEEN_COMPLAINTS_NANOS) {
            complainedNanos = System.nanoTime();
            LOG.warn("Receiver {} has failed {} times", name, failures, failure);
        }
    }

    void end() {
        thread.interrupt();
        if (isCurrent()) {
            return;
        }
        try {
            thread.join(LEAVING_MILLIS);
            if (thread.isAlive()) {
                LOG.warn("Receiver {} does not end on interrupt", name);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
