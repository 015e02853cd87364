package com.technosupport.vms.bus.local.internal;

import com.technosupport.vms.api.event.EventBatchReceiver;
import com.technosupport.vms.api.event.EventBus;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.event.EventReceiver;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries events within one container. It keeps nothing itself: an event is as safe as the durable receivers have made it, so
 * {@link #publish} returns when each of them has taken it. Those who only listen never hold anybody up.
 *
 * <p>Each receiver has a queue and a thread, {@code vms-bus-<name>}. An event is put into all queues under one lock, so that
 * all receivers see one order.
 */
final class LocalEventBus implements EventBus {

    private static final Logger LOG = LoggerFactory.getLogger(LocalEventBus.class);

    private final BusLimits limits;
    /** Guarded by this, as the next two. */
    private final Set<Listener> listeners = new LinkedHashSet<>();

    private final Map<String, DurableQueue> durable = new HashMap<>();
    private final LongAdder published = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder delivered = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private boolean closed;
    private Optional<BusMeters> meters = Optional.empty();

    LocalEventBus(BusLimits limits) {
        this.limits = limits;
    }

    void stop() {
        List<Listener> leaving;
        List<DurableQueue> queues;
        synchronized (this) {
            closed = true;
            leaving = List.copyOf(listeners);
            queues = List.copyOf(durable.values());
            durable.clear();
            forgetMeters();
        }
        leaving.forEach(Listener::close);
        queues.forEach(DurableQueue::end);
    }

    @Override
    public void publish(EventMessage event) throws InterruptedException {
        long deadline = System.nanoTime() + limits.publish().toNanos();
        List<DurableQueue> queues = queues();
        Map<DurableQueue, DurableQueue.Entry> entries = put(event, reserved(queues, deadline));
        for (Map.Entry<DurableQueue, DurableQueue.Entry> entry : entries.entrySet()) {
            if (!entry.getKey().awaitTaken(entry.getValue(), deadline)) {
                throw busy(entry.getKey());
            }
        }
        published.increment();
    }

    // Figures

    synchronized void bindMeters(MeterRegistry registry) {
        forgetMeters();
        if (!closed) {
            meters = Optional.of(new BusMeters(registry, this));
        }
    }

    synchronized void unbindMeters(MeterRegistry registry) {
        if (meters.filter(bound -> bound.isOf(registry)).isPresent()) {
            forgetMeters();
        }
    }

    private void forgetMeters() {
        meters.ifPresent(BusMeters::close);
        meters = Optional.empty();
    }

    long published() {
        return published.sum();
    }

    long refused() {
        return refused.sum();
    }

    long delivered() {
        return delivered.sum();
    }

    long dropped() {
        return dropped.sum();
    }

    synchronized long waiting() {
        return listeners.stream().mapToLong(Listener::size).sum()
                + durable.values().stream().mapToLong(DurableQueue::size).sum();
    }

    synchronized long receivers() {
        return (long) listeners.size() + durable.size();
    }

    // Publishing

    /** Forgets durable receivers that stay away, with what waited for them. */
    private synchronized List<DurableQueue> queues() {
        requireOpen();
        durable.values().removeIf(queue -> {
            boolean goes = queue.isForgotten();
            if (goes) {
                LOG.warn(
                        "Receiver {} does not return; {} events that waited for it are lost",
                        queue.name(),
                        queue.size());
                queue.end();
            }
            return goes;
        });
        return List.copyOf(durable.values());
    }

    /** A place in each, or in none. */
    private List<DurableQueue> reserved(List<DurableQueue> queues, long deadline) throws InterruptedException {
        List<DurableQueue> reserved = new ArrayList<>();
        boolean all = false;
        try {
            for (DurableQueue queue : queues) {
                if (!queue.reserve(deadline)) {
                    throw busy(queue);
                }
                reserved.add(queue);
            }
            all = true;
            return reserved;
        } finally {
            if (!all) {
                reserved.forEach(DurableQueue::giveBack);
            }
        }
    }

    private synchronized Map<DurableQueue, DurableQueue.Entry> put(EventMessage event, List<DurableQueue> reserved) {
        Map<DurableQueue, DurableQueue.Entry> entries = new LinkedHashMap<>();
        reserved.forEach(queue -> entries.put(queue, queue.put(event)));
        listeners.forEach(listener -> listener.offer(event));
        return entries;
    }

    private VmsException busy(DurableQueue queue) {
        refused.increment();
        return new VmsException(
                ErrorCode.BUSY, "The receiver of events " + queue.name() + " is behind; try again later");
    }

    @Override
    public Subscription subscribe(String name, EventReceiver receiver) {
        Listener listener = new Listener(name, receiver, limits.queue(), this::leave, delivered, dropped);
        synchronized (this) {
            requireOpen();
            listeners.add(listener);
        }
        listener.start();
        return listener;
    }

    private synchronized void leave(Listener listener) {
        listeners.remove(listener);
    }

    @Override
    public Subscription subscribeDurably(String name, EventBatchReceiver receiver) {
        DurableQueue queue;
        synchronized (this) {
            requireOpen();
            queue = durable.computeIfAbsent(name, key -> new DurableQueue(key, limits));
            if (!queue.attach(receiver)) {
                throw new VmsException(ErrorCode.ALREADY_EXISTS, "A receiver named " + name + " is there already");
            }
        }
        return new Subscription() {
            private boolean over;

            @Override
            public long dropped() {
                return 0;
            }

            @Override
            public synchronized void close() {
                if (!over) {
                    over = true;
                    queue.detach();
                }
            }
        };
    }

    private void requireOpen() {
        if (closed) {
            throw new VmsException(ErrorCode.BUSY, "The event bus is being stopped");
        }
    }
}
