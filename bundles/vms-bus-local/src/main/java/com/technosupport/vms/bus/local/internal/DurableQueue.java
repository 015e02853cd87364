package com.technosupport.vms.bus.local.internal;

import com.technosupport.vms.api.event.EventBatchReceiver;
import com.technosupport.vms.api.event.EventMessage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What waits for one durable receiver, by its name; stays while the receiver is away for a short time. An entry is removed when
 * the receiver has taken it, or by whoever published it when he gives up before the receiver has begun with it.
 */
final class DurableQueue {

    /** An event on its way; guarded by the queue. */
    static final class Entry {

        final EventMessage event;
        private boolean begun;
        private boolean over;

        Entry(EventMessage event) {
            this.event = event;
        }
    }

    private final String name;
    private final BusLimits limits;
    private final Deque<Entry> waiting = new ArrayDeque<>();
    /** What the receiver is busy with, or was when it went. */
    private List<Entry> batch = List.of();
    /** Places promised to those who are about to publish. */
    private int promised;

    private Optional<Delivery> delivery = Optional.empty();
    private long goneNanos = System.nanoTime();
    private boolean ended;

    DurableQueue(String name, BusLimits limits) {
        this.name = name;
        this.limits = limits;
    }

    String name() {
        return name;
    }

    /** @return false when one is there already */
    synchronized boolean attach(EventBatchReceiver receiver) {
        if (delivery.isPresent() || ended) {
            return false;
        }
        Delivery[] own = new Delivery[1];
        own[0] = new Delivery(name, () -> run(receiver, own[0]));
        delivery = Optional.of(own[0]);
        own[0].start();
        return true;
    }

    /** The receiver is called no more; what waits for it stays. */
    void detach() {
        Optional<Delivery> leaving;
        synchronized (this) {
            leaving = delivery;
            delivery = Optional.empty();
            goneNanos = System.nanoTime();
            notifyAll();
        }
        leaving.ifPresent(Delivery::end);
    }

    /** Whether the receiver has been away for so long that it is no longer waited for. */
    synchronized boolean isForgotten() {
        return delivery.isEmpty()
                && System.nanoTime() - goneNanos >= limits.absence().toNanos();
    }

    synchronized int size() {
        return waiting.size() + batch.size();
    }

    /** Lets all go that wait for it, without success. */
    void end() {
        synchronized (this) {
            ended = true;
            notifyAll();
        }
        detach();
    }

    // For those who publish

    /** Waits for a place. */
    synchronized boolean reserve(long deadlineNanos) throws InterruptedException {
        while (waiting.size() + promised >= limits.queue()) {
            if (ended || !await(deadlineNanos)) {
                return false;
            }
        }
        promised++;
        return !ended;
    }

    synchronized void giveBack() {
        promised--;
        notifyAll();
    }

    /** Uses the place that was promised. */
    synchronized Entry put(EventMessage event) {
        Entry entry = new Entry(event);
        promised--;
        waiting.addLast(entry);
        notifyAll();
        return entry;
    }

    /** Waits until the receiver has taken it. The receiver's own thread, which would wait for itself, does not. */
    boolean awaitTaken(Entry entry, long deadlineNanos) throws InterruptedException {
        synchronized (this) {
            if (delivery.filter(Delivery::isCurrent).isPresent()) {
                return true;
            }
            boolean waits = true;
            try {
                while (!entry.over && !ended && waits) {
                    waits = await(deadlineNanos);
                }
            } finally {
                if (!entry.over && !entry.begun && waiting.remove(entry)) {
                    notifyAll();
                }
            }
            return entry.over;
        }
    }

    private boolean await(long deadlineNanos) throws InterruptedException {
        long left = deadlineNanos - System.nanoTime();
        if (left <= 0) {
            return false;
        }
        TimeUnit.NANOSECONDS.timedWait(this, left);
        return true;
    }

    // For the receiver

    private void run(EventBatchReceiver receiver, Delivery own) {
        try {
            int failures = 0;
            while (true) {
                List<EventMessage> events = next(own);
                try {
                    receiver.receive(events);
                    failures = 0;
                    taken(own);
                } catch (RuntimeException | Error e) {
                    own.complain(e);
                    pause(own, failures++);
                }
            }
        } catch (InterruptedException e) {
            // The end. What was not taken comes again when the receiver does.
            Thread.currentThread().interrupt();
        }
    }

    private synchronized List<EventMessage> next(Delivery own) throws InterruptedException {
        while (serves(own) && batch.isEmpty() && waiting.isEmpty()) {
            wait();
        }
        if (!serves(own)) {
            throw new InterruptedException();
        }
        if (batch.isEmpty()) {
            List<Entry> taken = new ArrayList<>();
            while (!waiting.isEmpty() && taken.size() < limits.batch()) {
                Entry entry = waiting.removeFirst();
                entry.begun = true;
                taken.add(entry);
            }
            batch = taken;
            notifyAll();
        }
        return batch.stream().map(entry -> entry.event).toList();
    }

    private boolean serves(Delivery own) {
        return !ended && delivery.filter(own::equals).isPresent();
    }

    private synchronized void taken(Delivery own) {
        // A receiver that returns after it was given up has taken the events all the same.
        if (serves(own) || delivery.isEmpty()) {
            batch.forEach(entry -> entry.over = true);
            batch = List.of();
            notifyAll();
        }
    }

    private void pause(Delivery own, int failures) throws InterruptedException {
        Duration pause = limits.retry().multipliedBy(Math.min(100, 1L << Math.min(failures, 7)));
        long deadline = System.nanoTime() + pause.toNanos();
        synchronized (this) {
            boolean waits = true;
            while (waits && serves(own)) {
                waits = await(deadline);
            }
        }
    }
}
