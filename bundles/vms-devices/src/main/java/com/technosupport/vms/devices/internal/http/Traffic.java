package com.technosupport.vms.devices.internal.http;

import java.net.SocketTimeoutException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * How much is spoken to the devices of one driver at a time: a cap on connections for each device and for all of them, and a
 * rate of new ones for each device, so that neither a driver's defect nor many users drown a camera whose processor is busy
 * with pictures. Endless answers have caps of their own, so that they use up none of the calls'. Safe for use by several
 * threads.
 */
public final class Traffic {

    private static final int MOST_DEVICES = 4096;

    private final Limits limits;
    private final Semaphore calls;
    private final Semaphore streams;
    private final Map<String, Gate> gates = new LinkedHashMap<>(16, 0.75f, true);
    private final LongAdder waits = new LongAdder();
    private final LongAdder requests = new LongAdder();
    private final LongAdder failures = new LongAdder();

    /** What a connection is for. */
    enum Kind {
        CALL,
        STREAM,
        /** A body that is made while it is sent; counted as a stream. */
        UPLOAD
    }

    /**
     * How much is allowed.
     *
     * @param calls connections at a time to one device
     * @param streams endless answers at a time from one device
     * @param allCalls connections at a time to all devices
     * @param allStreams endless answers at a time from all devices
     * @param perSecond new connections a second to one device
     * @param burst new connections to one device at once
     */
    record Limits(int calls, int streams, int allCalls, int allStreams, int perSecond, int burst) {

        /** What any device bears; importing a large recorder stays within the burst. */
        static final Limits USUAL = new Limits(4, 4, 64, 2048, 50, 400);
    }

    public Traffic() {
        this(Limits.USUAL);
    }

    Traffic(Limits limits) {
        this.limits = limits;
        this.calls = new Semaphore(limits.allCalls(), true);
        this.streams = new Semaphore(limits.allStreams(), true);
    }

    /** How often a request had to wait for others. */
    public long waits() {
        return waits.sum();
    }

    /** Connections that were let through, each for one request. */
    public long requests() {
        return requests.sum();
    }

    /** Of those, how many brought no answer that could be read. */
    public long failures() {
        return failures.sum();
    }

    /** Endless answers that are read now. */
    public int openStreams() {
        return limits.allStreams() - streams.availablePermits();
    }

    Gate gate(String host) {
        synchronized (gates) {
            Gate gate = gates.computeIfAbsent(host, key -> new Gate());
            Iterator<Gate> oldest = gates.values().iterator();
            while (gates.size() > MOST_DEVICES && oldest.hasNext()) {
                if (oldest.next() != gate) {
                    oldest.remove();
                }
            }
            return gate;
        }
    }

    /** Ends a connection's share. */
    interface Passage extends AutoCloseable {

        @Override
        void close();
    }

    /** The way to one device. */
    final class Gate {

        private final Semaphore ownCalls = new Semaphore(limits.calls(), true);
        private final Semaphore ownStreams = new Semaphore(limits.streams(), true);
        private double tokens = limits.burst();
        private long filledNanos = System.nanoTime();

        /** @throws SocketTimeoutException when it is not our turn before the deadline */
        Passage enter(Kind kind, Deadline deadline) throws SocketTimeoutException, InterruptedException {
            Semaphore own = kind == Kind.CALL ? ownCalls : ownStreams;
            Semaphore all = kind == Kind.CALL ? calls : streams;
            acquire(own, deadline);
            boolean passed = false;
            try {
                acquire(all, deadline);
                try {
                    awaitTurn(deadline);
                    passed = true;
                    requests.increment();
                } finally {
                    if (!passed) {
                        all.release();
                    }
                }
            } finally {
                if (!passed) {
                    own.release();
                }
            }
            return () -> {
                all.release();
                own.release();
            };
        }

        /** The request came to nothing. */
        void failed() {
            failures.increment();
        }

        private void acquire(Semaphore permits, Deadline deadline) throws SocketTimeoutException, InterruptedException {
            if (permits.tryAcquire(0, TimeUnit.NANOSECONDS)) {
                return;
            }
            waits.increment();
            if (!permits.tryAcquire(deadline.millisLeft(), TimeUnit.MILLISECONDS)) {
                throw new SocketTimeoutException("all connections are in use");
            }
        }

        private void awaitTurn(Deadline deadline) throws SocketTimeoutException, InterruptedException {
            long waitNanos = claimTurn();
            if (waitNanos <= 0) {
                return;
            }
            waits.increment();
            TimeUnit.NANOSECONDS.sleep(Math.min(waitNanos, TimeUnit.MILLISECONDS.toNanos(deadline.millisLeft())));
            deadline.millisLeft();
        }

        /** Takes a token, maybe one that is yet to come; returns how long that takes. */
        private synchronized long claimTurn() {
            long now = System.nanoTime();
            tokens = Math.min(limits.burst(), tokens + (now - filledNanos) / 1e9 * limits.perSecond());
            filledNanos = now;
            tokens -= 1;
            return tokens >= 0 ? 0 : (long) (-tokens / limits.perSecond() * 1e9);
        }
    }
}
