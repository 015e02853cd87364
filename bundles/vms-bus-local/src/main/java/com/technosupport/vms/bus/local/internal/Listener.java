package com.technosupport.vms.bus.local.internal;

import com.technosupport.vms.api.event.EventBus.Subscription;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.event.EventReceiver;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A receiver that may miss events: nobody waits for it, and the oldest that wait for it give way to new ones. */
final class Listener implements Subscription {

    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

    private final EventReceiver receiver;
    private final int most;
    private final Consumer<Listener> leaves;
    private final LongAdder allDelivered;
    private final LongAdder allDropped;
    private final Delivery delivery;
    private final Deque<EventMessage> waiting = new ArrayDeque<>();
    private long dropped;
    private boolean closed;

    /** @param allDelivered and the next one: of all listeners */
    Listener(
            String name,
            EventReceiver receiver,
            int most,
            Consumer<Listener> leaves,
            LongAdder allDelivered,
            LongAdder allDropped) {
        this.receiver = receiver;
        this.most = most;
        this.leaves = leaves;
        this.allDelivered = allDelivered;
        this.allDropped = allDropped;
        this.delivery = new Delivery(name, this::run);
    }

    void start() {
        delivery.start();
    }

    synchronized void offer(EventMessage event) {
        if (closed) {
            return;
        }
        if (waiting.size() >= most) {
            waiting.removeFirst();
            dropped++;
            allDropped.increment();
        }
        waiting.addLast(event);
        notifyAll();
    }

    synchronized int size() {
        return waiting.size();
    }

    private void run() {
        try {
            while (true) {
                EventMessage event = next();
                try {
                    receiver.receive(event);
                    allDelivered.increment();
                } catch (RuntimeException | Error e) {
                    delivery.complain(e);
                }
            }
        } catch (InterruptedException e) {
            LOG.trace("A receiver ends");
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
        delivery.end();
    }
}
