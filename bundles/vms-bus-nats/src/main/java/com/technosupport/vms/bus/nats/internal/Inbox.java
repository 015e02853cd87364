package com.technosupport.vms.bus.nats.internal;

import com.technosupport.vms.api.event.EventBatchReceiver;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.event.RejectedEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits for one durable receiver, by its name, and the receiver's thread. It is bounded: whoever brings more waits, and so
 * NATS keeps it. While the receiver is away for a short time, what was published within this server stays.
 */
final class Inbox {

    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);
    /** Of what waits, so that large events do not fill the memory; and of what the receiver is given at a time. */
    private static final long MOST_BYTES = 32L * 1024 * 1024;

    private static final long MOST_BATCH_BYTES = MOST_BYTES / 2;
    private static final long LEAVING_MILLIS = 10_000;
    private static final long RETRY_MILLIS = 50;
    private static final long BETWEEN_COMPLAINTS_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final String name;
    private final int most;
    private final int batchSize;
    private final Duration absence;
    private final Deque<Item> waiting = new ArrayDeque<>();
    private long waitingBytes;
    /** What the receiver is busy with, or was when it went. */
    private List<Item> batch = List.of();

    private Optional<Thread> thread = Optional.empty();
    private long goneNanos;
    private boolean ended;
    private long complainedNanos = System.nanoTime() - BETWEEN_COMPLAINTS_NANOS;

    Inbox(String name, int batchSize, Duration absence) {
        this.name = name;
        this.batchSize = batchSize;
        this.most = batchSize * 4;
        this.absence = absence;
    }

    String name() {
        return name;
    }

    synchronized boolean isAttached() {
        return thread.isPresent();
    }

    /** Whether the receiver has been away for so long that it is no longer waited for. */
    synchronized boolean isForgotten() {
        return thread.isEmpty() && System.nanoTime() - goneNanos >= absence.toNanos();
    }

    /** @return false when one is there already */
    synchronized boolean attach(EventBatchReceiver receiver) {
        if (thread.isPresent() || ended) {
            return false;
        }
        Thread own = new Thread(() -> run(receiver), "vms-bus-" + name);
        own.setDaemon(true);
        thread = Optional.of(own);
        own.start();
        return true;
    }

    /** The receiver is called no more. What NATS keeps goes back to it; what was published here stays. */
    void detach() {
        Optional<Thread> leaving;
        synchronized (this) {
            leaving = thread;
            thread = Optional.empty();
            goneNanos = System.nanoTime();
            notifyAll();
        }
        if (leaving.isEmpty()) {
            return;
        }
        leaving.get().interrupt();
        if (leaving.get() != Thread.currentThread()) {
            try {
                leaving.get().join(LEAVING_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        giveBack();
    }

    /** For what NATS sends: it sends it again, to a new connection or receiver. */
    synchronized void giveBack() {
        List<Item> kept = new ArrayList<>();
        if (thread.isEmpty()) {
            for (Item item : batch) {
                if (item.comesAgain()) {
                    item.giveBack();
                } else {
                    kept.add(item);
                }
            }
            batch = List.of();
        }
        for (Item item : waiting) {
            if (item.comesAgain()) {
                item.giveBack();
            } else {
                kept.add(item);
            }
        }
        waiting.clear();
        waitingBytes = 0;
        kept.forEach(this::add);
        notifyAll();
    }

    void end() {
        synchronized (this) {
            ended = true;
            notifyAll();
        }
        detach();
    }

    synchronized boolean isCurrentThread() {
        return thread.filter(Thread.currentThread()::equals).isPresent();
    }

    /** Adds something from NATS, and waits for room. Called by the library's threads, which then send no more. */
    synchronized void put(Item item) throws InterruptedException {
        while (isFull() && !ended && thread.isPresent()) {
            wait();
        }
        if (ended || thread.isEmpty()) {
            item.giveBack();
            return;
        }
        add(item);
        notifyAll();
    }

    private boolean isFull() {
        return waiting.size() >= most || waitingBytes >= MOST_BYTES;
    }

    private void add(Item item) {
        waiting.addLast(item);
        waitingBytes += item.bytes;
    }

    /**
     * Adds an event that NATS does not keep, and waits until the receiver has taken it. The receiver's own thread, which would
     * wait for itself, does not.
     */
    boolean putAndWait(Item item, long deadlineNanos) throws InterruptedException {
        synchronized (this) {
            while (isFull() && !isCurrentThread()) {
                if (ended || !await(deadlineNanos)) {
                    return false;
                }
            }
            add(item);
            notifyAll();
            if (isCurrentThread()) {
                return true;
            }
            try {
                while (!item.isOver()) {
                    if (ended || !await(deadlineNanos)) {
                        return item.isOver();
                    }
                }
                return true;
            } finally {
                if (!item.isOver() && waiting.remove(item)) {
                    waitingBytes -= item.bytes;
                    notifyAll();
                }
            }
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

    private void run(EventBatchReceiver receiver) {
        try {
            int failures = 0;
            while (true) {
                List<Item> items = next();
                try {
                    hand(receiver, items);
                    failures = 0;
                    taken(items);
                } catch (RuntimeException | Error e) {
                    complain(e);
                    items.forEach(Item::inProgress);
                    pause(RETRY_MILLIS << Math.min(failures++, 6));
                }
            }
        } catch (InterruptedException e) {
            // Detached.
            Thread.currentThread().interrupt();
        }
    }

    private static void hand(EventBatchReceiver receiver, List<Item> items) throws InterruptedException {
        List<RejectedEvent> rejected = new ArrayList<>();
        List<EventMessage> events = new ArrayList<>(items.size());
        for (Item item : items) {
            item.rejected.ifPresent(rejected::add);
            item.event.ifPresent(events::add);
        }
        if (!rejected.isEmpty()) {
            receiver.reject(rejected);
        }
        if (!events.isEmpty()) {
            receiver.receive(events);
        }
    }

    private synchronized List<Item> next() throws InterruptedException {
        while (serves() && batch.isEmpty() && waiting.isEmpty()) {
            wait();
        }
        if (!serves()) {
            throw new InterruptedException();
        }
        if (batch.isEmpty()) {
            List<Item> taken = new ArrayList<>();
            long bytes = 0;
            while (!waiting.isEmpty() && taken.size() < batchSize && bytes < MOST_BATCH_BYTES) {
                Item item = waiting.removeFirst();
                taken.add(item);
                bytes += item.bytes;
            }
            waitingBytes -= bytes;
            batch = taken;
            notifyAll();
        }
        return batch;
    }

    private boolean serves() {
        return !ended && isCurrentThread();
    }

    private void taken(List<Item> items) {
        items.forEach(Item::taken);
        synchronized (this) {
            // A receiver that returns after it was given up has taken them all the same.
            if (batch.equals(items)) {
                batch = List.of();
            }
            notifyAll();
        }
    }

    private synchronized void pause(long millis) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        boolean waits = true;
        while (waits && serves()) {
            waits = await(deadline);
        }
    }

    private void complain(Throwable e) {
        if (System.nanoTime() - complainedNanos >= BETWEEN_COMPLAINTS_NANOS) {
            complainedNanos = System.nanoTime();
            LOG.warn("Receiver {} fails; its events come again until it does not", name, e);
        }
    }

    synchronized int size() {
        return waiting.size() + batch.size();
    }
}
