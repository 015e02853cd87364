package com.technosupport.vms.bus.nats.internal;

import com.technosupport.vms.api.event.EventBus.Subscription;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.event.EventReceiver;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A receiver that may miss events: nobody waits for it, and the oldest that wait for it give way to new ones. */
final class Listener implements Subscription {

    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    private static final long LEAVING_MILLIS = 2000;
    private static final long BETWEEN_COMPLAINTS_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final String name;
    private final EventReceiver receiver;
    private final int most;
    private final Consumer<Listener> leaves;
    private final Thread thread;
    private final Deque<EventMessage> waiting = new ArrayDeque<>();
    private long dropped;
    private boolean closed;

    Listener(String name, EventReceiver receiver, int most, Consumer<Listener> leaves) {
        this.most = most;
        this.name = name;
        this.receiver = receiver;
        this.leaves = leaves;
        this.thread = new Thread(this::run, "vms-bus-" + name);
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    synchronized void offer(EventMessage event) {
        if (closed) {
            return;
        }
        if (waiting.size() >= most) {
            waiting.removeFirst();
            dropped++;
        }
        waiting.addLast(event);
        notifyAll();
    }

    private void run() {
        long complained = System.nanoTime() - BETWEEN_COMPLAINTS_NANOS;
        try {
            while (true) {
                EventMessage event = next();
                try {
                    receiver.receive(event);
                } catch (RuntimeException | Error e) {
                    if (System.nanoTime() - complained >= BETWEEN_COMPLAINTS_NANOS) {
                        complained = System.nanoTime();
                        LOG.warn("Receiver {} has failed", name, e);
                    }
                }
            }
        } catch (InterruptedException e) {
            // Closed.
            Thread.currentThread().interrupt();
        }
    }

    private synchronized EventMessage next() throws InterruptedException {
        while (waiting.isEmpty() && !closed) {
            wait();
        }
        if (closed) {
            throw new InterruptedException();
        }
        return waiting.removeFirst();
    }

    @Override
    public synchronized long dropped() {
        return dropped;
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            waiting.clear();
            notifyAll();
        }
        leaves.accept(this);
        thread.interrupt();
        if (Thread.currentThread() != thread) {
            try {
                thread.join(LEAVING_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
